import assert from "node:assert/strict";
import { byImage, IMAGE_TYPES } from "../../src/domain/mod.ts";
import { logged } from "../../devkit/world/shop_process.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { getLastReconcile } from "../../src/pictures/mod.ts";
import { getProduct } from "../../src/shop/mod.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { openConfiguredStore } from "../../devkit/world/world.ts";
import { openShop, type ProcessShop, sell } from "../../devkit/testing/shop.ts";
import { testObject } from "../../devkit/testing/s3_objects.ts";
import { longTest } from "../../devkit/testing/sample.ts";

/** The number of objects of a product: its pictures, and their original. */
const EACH = IMAGE_TYPES.length + 1;

/** A shop with one product whose pictures are stored, and its bucket. */
async function openSoldShop() {
  await using stack = new AsyncDisposableStack();
  const shop = stack.use(await openShop({ as: "process" }));
  const { environment } = shop;
  const store = stack.use(openConfiguredStore(environment));
  const productId = await sell(shop.seller);
  await shop.process.line(logged("image_stored"));
  const { images } = (await getProduct(shop.db, productId))!;
  const keyOf = (url: string | null) => url!.slice(url!.indexOf("products/"));
  const { original } = (await loadImages(shop.db, productId)).images;
  const ofImages = byImage((imageType) => keyOf(images[imageType].url));
  const keys = { ...ofImages, original: original!.stored!.key };
  const command = (...args: string[]) => runScript("reconcile", { args, env: environment });
  const parts = stack.move();
  return {
    shop,
    store,
    productId,
    keys,
    command,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

async function wipeCache({ cacheDir }: ProcessShop): Promise<void> {
  await Deno.remove(cacheDir, { recursive: true });
}

/** The printed lines, without the numbers that change from run to run. */
function lines(stdout: string): string[] {
  return stdout.trim().split("\n").map((line) =>
    line.replace(/in [\d.]+ s \([\d,]+ /, "in … s (… ").replace(/ +$/, "")
  );
}

Deno.test("deno task reconcile finds every picture, exits with 0, and records the counts", async () => {
  await using sold = await openSoldShop();
  const { code, stdout, stderr } = await sold.command();
  assert.deepEqual(lines(stdout), [
    `Compared ${EACH} objects with ${EACH} pictures of the log in … s (… keys/s).`,
    "Compared the sizes. With --deep it compares each SHA-256 too.",
    "What is left:",
    "  missing             0",
    "  altered             0",
    "  orphaned            0",
    "  superseded          0",
    "  recent              0",
    "Repaired 0, invalidated 0, deleted 0.",
  ]);
  assert.match(stderr, new RegExp(`${EACH} of ${EACH} objects of the log, 100 %`));
  assert.equal(code, 0);
  assert.equal((await getLastReconcile(sold.shop.db))?.pictures, EACH);
});

longTest(
  "deno task reconcile lists lost objects; --repair restores them from the original, and buyers see them",
  async () => {
    await using sold = await openSoldShop();
    const { shop, store, keys, productId, command } = sold;
    await shop.buyer.say(`/start ${productId}`);
    const [cover, thumb] = [await store.get(keys.cover), await store.get(keys.thumb)];
    await store.delete(keys.cover);
    await store.delete(keys.thumb);
    await wipeCache(shop);

    const found = await command("--deep");
    assert.equal(found.code, 1);
    assert.match(
      found.stdout,
      new RegExp(`^missing +${keys.cover} +no such object, of \\S.*$`, "m"),
    );
    assert.match(found.stdout, /^ {2}missing +2$/m);
    assert.equal(await store.get(keys.cover), undefined);

    const repaired = await command("--repair");
    assert.deepEqual([repaired.code, repaired.stderr.includes("rror")], [0, false]);
    assert.match(
      repaired.stdout,
      new RegExp(`^ +${productId} cover +→ put back from the original$`, "m"),
    );
    assert.deepEqual(await store.get(keys.cover), cover);
    assert.deepEqual(await store.get(keys.thumb), thumb);

    await wipeCache(shop);
    await shop.telegram.control.forgetAllFiles();
    const seen = await shop.buyer.say(`/start ${productId}`);
    assert.deepEqual([seen.kind, seen.photo?.widthPx], ["photo", 640]);
    await shop.process.line(logged("picture_shown", { productId, rung: "b2" }));
  },
);

Deno.test("deno task reconcile --repair invalidates pictures without a copy, and the shop shows a placeholder", async () => {
  await using sold = await openSoldShop();
  const { shop, store, keys, productId, command } = sold;
  for (const key of Object.values(keys)) await store.delete(key);
  await wipeCache(shop);
  await shop.telegram.control.forgetAllFiles();
  const { code, stdout } = await command("--repair");
  assert.equal(code, 0);
  const stays = "→ invalidated: no copy is left. What was made of it stays";
  assert.match(stdout, new RegExp(`^ +${productId} original +${stays}$`, "m"));
  assert.match(stdout, new RegExp(`^ +${productId} thumb +→ invalidated: no copy is left`, "m"));
  assert.match(stdout, /^Repaired 0, invalidated 3, deleted 0\.$/m);
  const from = shop.process.log.length;
  await shop.buyer.say(`/start ${productId}`);
  const shown = await shop.process.line(logged("picture_shown"), from);
  // The shop asked neither Telegram nor B2 for the lost picture.
  assert.deepEqual([shown.rung, shown.refusedIds], ["placeholder", 0]);
});

longTest(
  "deno task reconcile deletes orphans only with its option, and at most --max-delete",
  async () => {
    await using sold = await openSoldShop();
    const { store, keys, command } = sold;
    const orphans = [testObject(1), testObject(2)];
    for (const { key, bytes, sha256 } of orphans) await store.put(key, bytes, { sha256 });
    const within = await command("--delete-orphans");
    assert.deepEqual([within.code, /^ {2}recent +2 /m.test(within.stdout)], [0, true]);

    const refused = await command("--delete-orphans", "--grace-hours", "0", "--max-delete", "1");
    assert.equal(refused.code, 1);
    assert.match(refused.stdout, /^REFUSED +More than 1 objects would be deleted: none was$/m);
    assert.equal((await Array.fromAsync(store.list("products/"))).length, EACH + orphans.length);

    const { code, stdout } = await command("--delete-orphans", "--grace-hours", "0", "--json");
    const printed = stdout.trim().split("\n").map((line) => JSON.parse(line));
    const ofOrphans = orphans.map(({ key }) => key).sort();
    assert.deepEqual(printed.map(({ kind, key }) => [kind, key]), [
      ...ofOrphans.map((key) => ["orphaned", key]),
      ...ofOrphans.map((key) => ["deletion", key]),
      ["summary", undefined],
    ]);
    assert.deepEqual([code, printed.at(-1).orphaned, printed.at(-1).deleted], [0, 0, 2]);
    const left = (await Array.fromAsync(store.list("products/"))).map(({ key }) => key);
    assert.deepEqual(left, Object.values(keys).sort());
  },
);

const DATABASE_URL = "postgres://nobody@127.0.0.1:1/none";
const B2 = {
  B2_ENDPOINT: "http://127.0.0.1:1",
  B2_REGION: "nowhere",
  B2_BUCKET: "shop",
  B2_KEY_ID: "key",
  B2_APPLICATION_KEY: "secret",
};

Deno.test.each<{ name: string; args: string[]; env?: Record<string, string>; says: RegExp }>([
  { name: "an unknown option", args: ["--fix"], says: /Unknown option '--fix'/ },
  {
    name: "no number",
    args: ["--max-delete", "many"],
    says: /--max-delete must be a whole number/,
  },
  {
    name: "a number below zero, in a line",
    args: ["--max-delete", "-1"],
    says: /'--max-delete' argument is ambiguous\. Did you forget to specify/,
  },
  {
    name: "a contradiction",
    args: ["--read-only", "--repair"],
    says: /--read-only cannot be used with/,
  },
  {
    name: "no bucket beside a database",
    args: [],
    env: { DATABASE_URL },
    says: /B2_ENDPOINT, B2_BUCKET, … are missing/,
  },
  {
    name: "half a bucket",
    args: [],
    env: { B2_BUCKET: "shop" },
    says: /B2_ENDPOINT is missing: set all B2_\* settings, or none/,
  },
  {
    name: "a repair without a token",
    args: ["--repair"],
    env: { DATABASE_URL, ...B2 },
    says: /TELEGRAM_BOT_TOKEN is missing: --repair asks Telegram/,
  },
])("deno task reconcile refuses $name with exit code 2", async ({ args, env = {}, says }) => {
  const { code, stdout, stderr } = await runScript("reconcile", { args, env });
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, says);
});
