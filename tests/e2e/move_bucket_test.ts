import assert from "node:assert/strict";
import { outputOf, runScript, spawnScript } from "../../devkit/testing/command.ts";
import { json } from "../../devkit/testing/command_log.ts";
import { listJobs } from "../../devkit/testing/job_rows.ts";
import { alter, bytesOf, keysOf } from "../../devkit/testing/repair.ts";
import { longTest } from "../../devkit/testing/sample.ts";
import { openTestBucket, type TestBucket } from "../../devkit/testing/s3.ts";
import { openShop, sell, type Shop, untilStored } from "../../devkit/testing/shop.ts";
import { until } from "../../devkit/testing/until.ts";
import { loadImages, verify } from "../../src/event_log/mod.ts";
import { type B2Settings, deleteVersions } from "../../src/storage/mod.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";

const { button, edit } = LOCALES.en;

/** The settings of a bucket as a process gets them. */
function settingsOf(prefix: "B2" | "B2_MIRROR", bucket: B2Settings): Record<string, string> {
  return {
    [`${prefix}_ENDPOINT`]: bucket.endpoint,
    [`${prefix}_REGION`]: bucket.region,
    [`${prefix}_BUCKET`]: bucket.bucket,
    [`${prefix}_KEY_ID`]: bucket.keyId,
    [`${prefix}_APPLICATION_KEY`]: bucket.applicationKey,
  };
}

const sellStored = async (shop: Shop, title: string) => {
  const id = await sell(shop.seller, { title });
  await untilStored(shop, id);
  return id;
};

/** Erases a product as its seller does. */
async function deleteForGood({ db, seller }: Shop, id: string): Promise<void> {
  const card = await seller.say("/my");
  assert.match(card.text, new RegExp(id));
  await seller.press(card, button.deleteForGood);
  await seller.press(card, button.deleteYes);
  assert.equal((await seller.press(card, button.deleteReally)).text, edit.deleteDone);
  await until("the erasing", async () => {
    const [job] = await listJobs(db, { queue: "erase-product", productIds: [id] });
    return job?.state === "completed";
  });
}

const urlsOf = async ({ db }: Shop, id: string) =>
  Object.values(
    await db.selectFrom("products").select(["cover_image_url", "thumbnail_url"])
      .where("product_id", "=", id).executeTakeFirstOrThrow(),
  );

/** Takes a product's objects out of a bucket, as if it had been sold before there was this bucket. Returns their keys. */
async function forget(of: TestBucket, productId: string): Promise<string[]> {
  const keys = (await keysOf(of)).filter((key) => key.startsWith(`products/${productId}/`));
  for (const key of keys) await deleteVersions(of.store, key);
  return keys;
}

/** Kills the command while it copies a product; meanwhile another one is sold. Returns the other one. */
async function killACopy(shop: Shop, { b2 }: TestBucket, productId: string): Promise<string> {
  const keyPrefix = `products/${productId}/`;
  const before = b2.count("PUT", keyPrefix);
  b2.fail({ method: "PUT", keyPrefix, effect: "silence" });
  const command = spawnScript("move_bucket", { env: shop.environment });
  await until("a copy on its way", () => b2.count("PUT", keyPrefix) > before);
  const sold = await sellStored(shop, "Chair");
  assert.match((await shop.buyer.say(`/start ${productId}`)).text, /Lamp/);
  command.kill("SIGKILL");
  await outputOf(command);
  b2.heal();
  return sold;
}

/** Exchanges the two buckets in the settings, and starts the shop anew. */
async function exchange(shop: Shop, second: TestBucket): Promise<void> {
  const settings = [settingsOf("B2", second.b2Settings), settingsOf("B2_MIRROR", shop.b2Settings)];
  Object.assign(shop.environment, ...settings);
  await shop.restart();
}

longTest(
  "a shop moves to another bucket while it sells, and a copy that is killed goes on",
  async () => {
    await using second = await openTestBucket();
    await using shop = await openShop({ environment: settingsOf("B2_MIRROR", second.b2Settings) });
    const assertSame = async () => assert.deepEqual(await keysOf(second), await keysOf(shop));
    const [kept, altered] = [await sellStored(shop, "Lamp"), await sellStored(shop, "Teapot")];
    await assertSame();
    const missing = await forget(second, kept);
    const meanwhile = await killACopy(shop, second, kept);
    const { key } = (await loadImages(shop.db, altered)).images.cover.stored!;
    await alter(second, key, bytesOf("other bytes"));

    const again = await runScript("move_bucket", { args: ["--json"], env: shop.environment });
    assert.equal(again.code, 0, again.stderr + again.stdout);
    assert.deepEqual(
      json(again.stdout).slice(0, -1).map((line) => `${line.key} ${line.was}`).sort(),
      [...missing.map((each) => `${each} missing`), `${key} altered`].sort(),
    );
    await assertSame();
    await deleteForGood(shop, meanwhile);
    await assertSame();
    assert.deepEqual((await keysOf(shop)).filter((each) => each.includes(meanwhile)), []);

    await exchange(shop, second);
    const base = `${second.b2Settings.endpoint}/${second.b2Settings.bucket}/`;
    for (const url of await urlsOf(shop, kept)) assert.ok(url?.startsWith(base), `${url}`);
    assert.deepEqual((await Array.fromAsync(verify(shop.db))).flatMap(({ drift }) => drift), []);
    const later = await sellStored(shop, "Vase");
    assert.equal((await loadImages(shop.db, later)).images.cover.stored?.bucket, "shop");
    await assertSame();
    const last = await runScript("move_bucket", { args: ["--deep"], env: shop.environment });
    assert.equal(last.code, 0, last.stderr + last.stdout);
    assert.match(last.stdout, /shop and pictures hold the same now\./);
  },
);
