import assert from "node:assert/strict";
import { createPerson } from "@vitrine/local-telegram";
import { sql } from "kysely";
import { loadImages, replay, verify } from "../../src/event_log/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { sha256Hex } from "../../src/storage/mod.ts";
import { json } from "../../devkit/testing/command_log.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { openShop, sell, type Shop, untilStored } from "../../devkit/testing/shop.ts";
import { assertShown } from "../../devkit/testing/shown.ts";
import { documented } from "../../devkit/testing/transcript.ts";
import { rowsOfAllTables } from "../../devkit/testing/rows.ts";

const SELLER = { id: 7_301_552_914, firstName: "Zenobia", username: "zenobia_sells" };
const WORDS = ["Zanzibarlampe", "Xylophonschrank", "zenobia_sells", String(SELLER.id)];

async function openSold() {
  const shop = await openShop({ isNew: true });
  const seller = await createPerson(shop.telegram.control, SELLER);
  const photo = (seed: number) => photoJpeg({ widthPx: 640, heightPx: 480, seed });
  const first = await sell(seller, { title: WORDS[0]!, photo: await photo(71) });
  const second = await sell(seller, { title: WORDS[1]!, photo: await photo(72) });
  const other = await sell(shop.seller, { title: "Teapot" });
  for (const id of [first, second, other]) await untilStored(shop, id);
  await shop.buyer.say(`/start ${first}`);
  await seller.say("/sell");
  // A dialogue that has begun holds a file id.
  await seller.photo(await photo(79));
  return Object.assign(shop, { first, second, other });
}

/** All files of bucket and disk cache, with their paths. */
async function* files(dir: string): AsyncGenerator<readonly [string, Uint8Array<ArrayBuffer>]> {
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    const path = `${dir}/${name}`;
    if (isDirectory) yield* files(path);
    else yield [path, await Deno.readFile(path)];
  }
}

const worldOf = ({ cacheDir }: Shop) => cacheDir.replace(/\/[^/]*$/, "");

/** All that is kept: rows of all tables, the keys of objects and versions, and all files with their contents. */
async function everything(shop: Shop): Promise<string> {
  const rows = await rowsOfAllTables(shop.db);
  const versions = await Array.fromAsync(shop.store.allVersions());
  const latin = new TextDecoder("latin1");
  const kept = await Array.fromAsync(
    files(worldOf(shop)),
    ([path, bytes]) => `${path}\n${latin.decode(bytes)}`,
  );
  return [...[...rows.values()].flat(), ...versions.map(({ key }) => key), ...kept].join("\n");
}

/** The SHA-256 of each file that is kept. */
async function hashes(shop: Shop): Promise<Set<string>> {
  return new Set(await Array.fromAsync(files(worldOf(shop)), ([, bytes]) => sha256Hex(bytes)));
}

/** The SHA-256 of all pictures of the other products. */
async function picturesBeside(db: Database, productId: string): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`
    select data ->> 'sha256' as sha256 from image_events
    where product_id <> ${productId} and type = 'ImageUploadedToB2'`.execute(db);
  return rows.map(({ sha256 }) => sha256);
}

async function fileIdsBeside(db: Database, productId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select distinct data ->> 'fileId' as id
    from image_events where product_id <> ${productId} and data ? 'fileId'`.execute(db);
  assert.ok(rows.length > 0);
  return rows.map(({ id }) => id);
}

const order = async (db: Database) =>
  (await sql`select position, product_id, version, event_id, type, recorded_at from image_events
    order by position`.execute(db)).rows;

/** None of the words is left, nor in what the command printed. */
function assertNone(words: readonly string[], left: string, stdout: string): void {
  for (const word of words) {
    assert.equal(left.split("\n").find((line) => line.includes(word)), undefined, word);
    assert.ok(!stdout.includes(word), word);
  }
}

/** What the shop has added at its end: whether any picture was shown, and which products were. */
async function readViews(db: Database) {
  const { rows: shown } = await sql`select from shown_pictures`.execute(db);
  const { rows: products } = await sql`select product_id from product_views`.execute(db);
  return { pictures: shown.length > 0, products };
}

/** Neither a plain statement nor a redaction changes what must stay. */
async function assertOnlyRedacts(db: Database): Promise<void> {
  const changed = sql`update image_events set metadata = '{}'`;
  await assert.rejects(changed.execute(db), /append-only: UPDATE refused/);
  const begin = sql`select set_config('vitrine.redacts', pg_current_xact_id()::text, true)`;
  for (
    const statement of [
      sql`update image_events set version = version + 1`,
      sql`delete from image_events`,
    ]
  ) {
    const redacting = db.transaction().execute(async (tx) => {
      await begin.execute(tx);
      await statement.execute(tx);
    });
    await assert.rejects(redacting, /append-only/);
  }
}

Deno.test("redact takes a seller out of all that is kept; the log stays in order, and verify and replay agree", async (t) => {
  await using shop = await openSold();
  const { db, environment: env, first, second, other } = shop;
  const before = await everything(shop);
  for (const word of WORDS) assert.ok(before.includes(word), `${word} is found before`);
  const fileIds = await fileIdsBeside(db, other);
  const pictures = await picturesBeside(db, other);
  const held = await hashes(shop);
  assert.ok(pictures.length > 0 && pictures.every((sha256) => held.has(sha256)));
  const events = await order(db);
  const redact = (...args: string[]) => runScript("redact", { args, env });

  const printed: string[] = [];
  await t.step("without --yes it only tells", async () => {
    const { code, stdout, stderr } = await redact("--seller", String(SELLER.id));
    assert.equal(code, 1);
    assert.match(stdout, new RegExp(`^2 products of the seller ${SELLER.id}: `));
    printed.push("$ deno task redact --seller 0", stdout, stderr);
    assert.equal(await everything(shop), before);
  });
  await t.step("with --yes nothing of the seller is left, nor in the receipt", async () => {
    const { code, stdout, stderr } = await redact("--seller", String(SELLER.id), "--yes");
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, / 2 products, 2 deleted for good now\n/);
    assert.match(stdout, / 6 versions of objects removed from B2\n/);
    printed.push("$ deno task redact --seller 0 --yes", stdout);
    assertShown(await documented("A person must be forgotten"), printed.join("\n"));
    const after = await everything(shop);
    assertNone([...WORDS, "Zenobia", ...fileIds], after, stdout);
    assert.ok(after.includes("Teapot"), "the other seller's product stays");
    const left = await hashes(shop);
    assert.deepEqual(pictures.filter((sha256) => left.has(sha256)), [], "no file has one");
  });
  await t.step("the order of the log is as before, and columns and log agree", async () => {
    const now = await order(db);
    assert.deepEqual(now.slice(0, events.length), events);
    for (const id of [first, second]) assert.equal((await loadImages(db, id)).deleted, true);
    const [page] = await Array.fromAsync(verify(db));
    assert.deepEqual([page!.drift, page!.withoutRow], [[], []]);
    assert.equal((await replay(db)).changed, 0);
  });
  await t.step(
    "it can be repeated, and of another product only that one is taken out",
    async () => {
      const again = await redact("--seller", String(SELLER.id), "--yes", "--json");
      const [receipt] = json(again.stdout);
      assert.deepEqual([again.code, receipt.events, receipt.versions], [0, 0, 0]);
      const one = await redact("--product", other, "--yes");
      assert.equal(one.code, 0, one.stdout + one.stderr);
      assert.ok(!(await everything(shop)).includes("Teapot"));
      assert.deepEqual(await Array.fromAsync(shop.store.list("")), []);
    },
  );
  await t.step("nothing else can change the log", () => assertOnlyRedacts(db));
  await shop.stop();
  await t.step("what the shop has counted of their views does not come back", async () => {
    assert.deepEqual(await readViews(db), { pictures: true, products: [] });
  });
});
