import assert from "node:assert/strict";
import { logged } from "../../devkit/world/shop_process.ts";
import type { Person } from "@vitrine/local-telegram";
import { getProduct } from "../../src/shop/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import type { ObjectStore } from "../../src/storage/mod.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { openConfiguredStore } from "../../devkit/world/world.ts";
import { openDump } from "../../devkit/testing/dump.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { openShop, type ProcessShop, sell } from "../../devkit/testing/shop.ts";
import { longTest } from "../../devkit/testing/sample.ts";
import {
  createTranscript,
  documented,
  normalizedInAnyOrder,
} from "../../devkit/testing/transcript.ts";

type Transcript = ReturnType<typeof createTranscript>;

const SECTION = "The database was lost, and an older backup restored";
const photo = (seed: number) => photoJpeg({ widthPx: 640, heightPx: 480, seed });

/** Does something that makes the shop store a picture, and waits until it is stored. */
async function stored<T>(shop: ProcessShop, work: () => Promise<T>): Promise<T> {
  const from = shop.process.log.length;
  const result = await work();
  await shop.process.line(logged("image_stored"), from);
  return result;
}

const sold = (shop: ProcessShop, seed: number) =>
  stored(shop, async () => await sell(shop.seller, { photo: await photo(seed) }));

/** Replaces the picture of the product that `/my` shows first. */
async function replaced(shop: ProcessShop, productId: string, seed: number): Promise<void> {
  await stored(shop, async () => {
    const card = await cardOf(shop.seller, productId);
    await shop.seller.press(card, "🖼 Replace photo");
    await shop.seller.photo(await photo(seed));
  });
}

async function cardOf(seller: Person, productId: string) {
  let card = await seller.say("/my");
  while (!card.text.includes(productId)) card = await seller.press(card, "▶️");
  return card;
}

async function keysOf(shop: ProcessShop, productId: string) {
  const { images: { cover, thumb, original } } = await loadImages(shop.db, productId);
  return { cover: cover.stored?.key, thumb: thumb.stored?.key, original: original?.stored?.key };
}

type Keys = Awaited<ReturnType<typeof keysOf>>;

async function removeAll(store: ObjectStore, keys: Keys) {
  for (const key of Object.values(keys)) await store.delete(key!);
}

/** Sells a product whose picture is lost for good: in B2, on disk and in Telegram. */
async function soldAndGivenUp(shop: ProcessShop, store: ObjectStore): Promise<string> {
  const productId = await sold(shop, 1);
  await removeAll(store, await keysOf(shop, productId));
  await Deno.remove(shop.cacheDir, { recursive: true });
  await shop.telegram.control.forgetAllFiles();
  const env = shop.environment;
  const { code, stdout, stderr } = await runScript("reconcile", { args: ["--repair"], env });
  assert.equal(code, 0, stdout + stderr);
  return productId;
}

/** The products by their history, and their keys before and after the dump. */
interface Told {
  readonly kept: string;
  readonly changed: string;
  readonly bare: string;
  readonly late: string;
  readonly before: { readonly kept: Keys };
  readonly after: Readonly<Record<"late" | "changed" | "bare", Keys>>;
}

/** The commands of the chapter in docs/operations.md find the losses, and repair them. */
async function assertRepaired(
  transcript: Transcript,
  { kept, changed, bare, late, before, after }: Told,
): Promise<void> {
  const verified = await transcript.run("verify");
  assert.match(verified.stdout, /^No drift: columns and log agree\.$/m);
  const found = await transcript.run("reconcile", "--grace-hours", "0");
  assert.equal(found.code, 1);
  assert.deepEqual(keysIn(found.stdout, "missing"), [before.kept.cover]);
  const orphans = [after.late, after.changed, after.bare].flatMap((keys) => Object.values(keys));
  assert.deepEqual(keysIn(found.stdout, "orphaned"), orphans.toSorted());

  const repairing = ["--repair", "--adopt-orphans", "--grace-hours", "0"];
  const repaired = await transcript.run("reconcile", ...repairing);
  assert.deepEqual(outcomes(repaired.stdout), {
    [kept]: "put back from the original",
    [changed]: "not adopted: the product has a picture",
    [bare]: `adopted ${after.bare.cover}; made a new thumb`,
    [late]: "not adopted: the product has no row",
  });
  assert.match(repaired.stdout, /^Repaired 1, adopted 1, invalidated 0, deleted 0\.$/m);
  assert.equal(repaired.code, 0);
  assert.deepEqual(
    normalizedInAnyOrder(transcript.text()),
    normalizedInAnyOrder(await documented(SECTION)),
    "docs/operations.md shows what is printed",
  );
  assert.equal((await transcript.run("verify")).code, 0);
}

longTest(
  "a shop whose database is lost goes on from an older dump, with what B2 and Telegram hold",
  async () => {
    await using shop = await openShop({ as: "process" });
    await using store = openConfiguredStore(shop.environment);
    const { buyer } = shop;
    const transcript = createTranscript(shop.environment);

    const bare = await soldAndGivenUp(shop, store);
    const [kept, changed] = [await sold(shop, 2), await sold(shop, 3)];
    const before = { kept: await keysOf(shop, kept), changed: await keysOf(shop, changed) };
    await shop.process.stop();
    await using dump = await openDump(shop.environment.DATABASE_URL!);
    await shop.restart();

    const late = await sold(shop, 4);
    await replaced(shop, changed, 5);
    await replaced(shop, bare, 6);
    const after = {
      late: await keysOf(shop, late),
      changed: await keysOf(shop, changed),
      bare: await keysOf(shop, bare),
    };
    await store.delete(before.kept.cover!);
    await Deno.remove(shop.cacheDir, { recursive: true });
    await shop.process.stop();
    await dump.lose();
    await dump.restore();

    await assertRepaired(transcript, { kept, changed, bare, late, before, after });

    await shop.restart();
    for (const productId of [kept, changed, bare]) {
      const seen = await buyer.say(`/start ${productId}`);
      assert.deepEqual([seen.kind, seen.photo?.widthPx], ["photo", 640], productId);
      const shown = await shop.process.line(logged("picture_shown", { productId }));
      assert.notEqual(shown.rung, "placeholder");
    }
    assert.deepEqual(await keysOf(shop, kept), before.kept);
    assert.deepEqual(await keysOf(shop, changed), before.changed);
    assert.equal((await keysOf(shop, bare)).cover, after.bare.cover);
    assert.equal(await getProduct(shop.db, late), undefined);
    assert.equal((await buyer.say(`/start ${late}`)).kind, "text");
    assert.ok(await sold(shop, 7), "the shop sells on");
  },
);

/** The keys of this kind in the report, in order. */
function keysIn(stdout: string, kind: string): string[] {
  return [...stdout.matchAll(new RegExp(`^${kind} +(products/\\S+)`, "gm"))].map(([, key]) => key!);
}

/** The outcome of each product's cover. */
function outcomes(stdout: string): Record<string, string> {
  const lines = stdout.matchAll(/^ +(TBF-\w+) cover +→ (.+)$/gm);
  return Object.fromEntries([...lines].map(([, productId, outcome]) => [productId!, outcome!]));
}
