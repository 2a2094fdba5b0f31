import assert from "node:assert/strict";
import { sql } from "kysely";
import { outputOf } from "../../devkit/testing/command.ts";
import { bombPng } from "../../devkit/testing/hostile_pictures.ts";
import { photoJpeg, png } from "../../devkit/testing/pictures.ts";
import { chooseSeed, createRandom, type Random } from "../../devkit/testing/random.ts";
import { longTest, sized } from "../../devkit/testing/sample.ts";
import { type LegacyShop, openLegacyShop } from "../../devkit/testing/legacy_shop.ts";

const ROWS = sized({ all: 600, sample: 200 });
const KILLS = sized({ all: 12, sample: 4 });
/** A kill comes after at most this many requests, before the run can end. */
const MAX_REQUESTS = 120;
const SEED = chooseSeed();

/** The row n: its file, which is made once and copied, and its columns. */
type Kind = (n: number, root: string, file: (name: string, kind: string) => string) => {
  readonly cover: string | null;
  readonly thumb?: string | null;
};

/** In each twenty rows. */
const KINDS: readonly Kind[] = [
  ...Array.from(
    { length: 5 },
    (): Kind => (n, _root, file) => ({ cover: file(`${n}.jpg`, "jpeg") }),
  ),
  (n, _root, file) => ({ cover: file(`${n}.jpg`, "jpeg"), thumb: file(`${n}s.jpg`, "png") }),
  (n, _root, file) => ({ cover: null, thumb: file(`${n}.jpg`, "jpeg") }),
  ...Array.from(
    { length: 3 },
    (): Kind => (n, _root, file) => ({ cover: file(`${n}.png`, "png") }),
  ),
  ...Array.from(
    { length: 2 },
    (): Kind => (n, _root, file) => ({ cover: file(`${n}.jpg`, "turned") }),
  ),
  (n) => ({ cover: `gone/${n}.jpg` }),
  (n, _root, file) => ({ cover: `gone/${n}.jpg`, thumb: file(`${n}.jpg`, "jpeg") }),
  (n, _root, file) => ({ cover: file(`${n}.jpg`, "cut") }),
  (n, _root, file) => ({ cover: file(`${n}.png`, "huge") }),
  (_n, root) => ({ cover: `../${root.split("/").at(-1)}/good.jpg` }),
  () => ({ cover: "out.jpg" }),
  () => ({ cover: "in.jpg" }),
  (n) => ({ cover: `https://old.example/${n}.jpg`, thumb: `https://old.example/${n}s.jpg` }),
];

async function makeFiles(shop: LegacyShop): Promise<Map<string, Uint8Array>> {
  const jpeg = await photoJpeg({ widthPx: 40, heightPx: 30, seed: 1 });
  await shop.file("good.jpg", jpeg);
  await Deno.symlink("good.jpg", `${shop.root}/in.jpg`);
  await Deno.symlink("/etc/hostname", `${shop.root}/out.jpg`);
  return new Map([
    ["jpeg", jpeg],
    ["png", await png({ widthPx: 40, heightPx: 30, seed: 2 })],
    ["turned", await photoJpeg({ widthPx: 40, heightPx: 30, seed: 3, orientation: 6 })],
    ["cut", jpeg.slice(0, jpeg.length / 2)],
    ["huge", bombPng(10_000)],
  ]);
}

/** The same rows for each shop. Their files are in the folder of the first. */
async function makeRows(shop: LegacyShop): Promise<Record<string, string | null>[]> {
  const files = await makeFiles(shop);
  const writes: Promise<void>[] = [];
  const rows = Array.from({ length: ROWS }, (_, n) => {
    const { cover, thumb = null } = KINDS[n % KINDS.length]!(n, shop.root, (name, kind) => {
      writes.push(shop.file(`images/${name}`, files.get(kind)!));
      return `images/${name}`;
    });
    const product_id = `TBF-${String(n).padStart(4, "0")}`;
    return { product_id, cover_image_url: cover, thumbnail_url: thumb };
  });
  await Promise.all(writes);
  return rows;
}

/** Columns, events and objects, without values that change from run to run: ids, times, the port of the bucket. */
async function everythingOf(shop: LegacyShop) {
  const { db } = shop;
  const columns = await sql<Record<string, unknown>>`
    select product_id, replace(cover_image_url, ${shop.publicUrl}, 'ours') as cover,
      replace(thumbnail_url, ${shop.publicUrl}, 'ours') as thumb,
      telegram_cover_file_id, telegram_thumb_file_id
    from products order by product_id`.execute(db);
  const events = await sql<Record<string, unknown>>`
    select product_id, version, type, image_type, data, batch_size
    from image_events order by product_id, version`.execute(db);
  const objects = await Array.fromAsync(
    shop.store.list(""),
    ({ key, etag, sizeBytes }) => ({ key, etag, sizeBytes }),
  );
  return { columns: columns.rows, events: events.rows, objects };
}

/** Waits until B2 got that many more requests of any kind, and kills the run at that moment. */
async function killSomewhere(shop: LegacyShop, root: string, random: Random) {
  const child = shop.start("--root", root, "--concurrency", "8");
  const output = outputOf(child);
  const from = shop.b2.log.length;
  const requests = random.below(MAX_REQUESTS);
  const ended = Promise.withResolvers<void>();
  let isOver = false;
  output.then(() => {
    isOver = true;
    ended.resolve();
  });
  while (!isOver && shop.b2.log.length - from < requests) {
    await Promise.race([ended.promise, new Promise((resolve) => setTimeout(resolve, 5))]);
  }
  // A short random pause: so the kill also comes before the first request and between two requests.
  await new Promise((resolve) => setTimeout(resolve, random.below(60)));
  if (!isOver) child.kill("SIGKILL");
  return await output;
}

longTest(
  `migrate-images, killed ${KILLS} times and run again, ends like a run without kills (seed ${SEED})`,
  async () => {
    console.log(`seed ${SEED}: VITRINE_SEED=${SEED} repeats it`);
    const random = createRandom(SEED);
    await using calm = await openLegacyShop();
    await using killed = await openLegacyShop();
    const rows = await makeRows(calm);
    for (const shop of [calm, killed]) {
      await shop.db.insertInto("products").values(rows as never).execute();
    }
    const once = await calm.run("--root", calm.root, "--concurrency", "8");
    assert.equal(once.code, 1, once.stderr);

    let kills = 0;
    for (let n = 0; n < KILLS; n++) {
      const { code } = await killSomewhere(killed, calm.root, random);
      if (code === 137) kills++;
    }
    assert.equal(kills, KILLS, "each run was killed while it worked");
    const last = await killed.run("--root", calm.root, "--concurrency", "8");
    assert.equal(last.code, 1, last.stderr);

    const expected = await everythingOf(calm);
    const actual = await everythingOf(killed);
    assert.ok(expected.events.length > ROWS, `${expected.events.length} events`);
    assert.deepEqual(actual, expected);
    const puts = Map.groupBy(
      killed.b2.log.filter(({ method }) => method === "PUT"),
      ({ key }) => key,
    );
    const twice = [...puts].filter(([, requests]) => requests.length > 1).map(([key]) => key);
    assert.deepEqual(twice, [], "nothing was put twice");
    const left = /^(missing|unreadable|unsupported|hostile) .*$/gm;
    assert.deepEqual(
      last.stdout.match(left),
      once.stdout.match(left),
      "the same pictures are left",
    );
  },
);
