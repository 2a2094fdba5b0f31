import assert from "node:assert/strict";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { createB2Client } from "../../src/storage/b2_client.ts";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { skipPauses } from "../../devkit/testing/job_rows.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { openShop, type Shop } from "../../devkit/testing/shop.ts";
import { until } from "../../devkit/testing/until.ts";

const { button } = LOCALES.en;
const PRODUCT = "TBF-ENC234";
const KEY = "covers/blue teapot.jpg";

/** How older shops write the same object; `base` is the bucket's URL, `fileId` that of its version. */
const SPELLINGS = [
  {
    name: "by Backblaze's file id",
    urlOf: (_base: string, fileId: string) =>
      `https://f004.backblazeb2.com/b2api/v1/b2_download_file_by_id?fileId=${fileId}`,
  },
  { name: "percent-encoded", urlOf: (base: string) => `${base}/covers/blue%20teapot.jpg` },
  { name: "with a plus", urlOf: (base: string) => `${base}/covers/blue+teapot.jpg` },
  { name: "as it is", urlOf: (base: string) => `${base}/covers/blue teapot.jpg` },
  { name: "with a query", urlOf: (base: string) => `${base}/covers/blue%20teapot.jpg?v=2` },
  {
    name: "with capital letters",
    urlOf: (base: string) => `${base.replace("http:", "HTTP:")}/covers/blue%20teapot.jpg`,
  },
];

/** A row of an older shop that names an object by this URL. */
async function openOldShop(urlOf: (base: string, fileId: string) => string): Promise<Shop> {
  const shop = await openShop();
  const photo = await photoJpeg({ widthPx: 640, heightPx: 480, seed: 4 });
  const client = createB2Client(shop.b2Settings);
  const object = { Bucket: shop.b2Settings.bucket, Key: KEY, Body: photo };
  const { VersionId } = await client.send(new PutObjectCommand(object));
  client.destroy();
  await shop.db.insertInto("products").values({
    product_id: PRODUCT,
    title: "Blue teapot",
    seller_id: shop.seller.user.id,
    cover_image_url: urlOf(`${shop.b2.endpoint}/${shop.b2Settings.bucket}`, VersionId!),
  }).execute();
  return shop;
}

Deno.test.each(SPELLINGS.slice(0, 2))(
  "an object whose URL is written $name is shown, adopted, and gone after Delete for good",
  async ({ urlOf }) => {
    await using shop = await openOldShop(urlOf);
    assert.equal((await shop.buyer.say(`/start ${PRODUCT}`)).photo?.widthPx, 640);
    const { code, stderr } = await runScript("migrate_images", {
      args: ["--adopt"],
      env: shop.environment,
    });
    assert.equal(code, 0, stderr);
    const { rows } = await adoptedKeys(shop);
    assert.deepEqual(rows, [KEY]);
    await deleteForGood(shop);
    assert.deepEqual(await shop.store.versions(KEY), []);
  },
);

Deno.test.each(SPELLINGS)(
  "an object whose URL is written $name is gone after Delete for good, without an adoption",
  async ({ urlOf }) => {
    await using shop = await openOldShop(urlOf);
    await deleteForGood(shop);
    assert.deepEqual(await shop.store.versions(KEY), []);
  },
);

Deno.test.each(SPELLINGS.slice(1, 2))(
  "an object that another product names $name stays when this one is deleted for good",
  async ({ urlOf }) => {
    await using shop = await openOldShop((base) => `${base}/${KEY}`);
    await shop.db.insertInto("products").values({
      product_id: "TBF-ANC234",
      title: "The same teapot",
      seller_id: 5,
      cover_image_url: urlOf(`${shop.b2.endpoint}/${shop.b2Settings.bucket}`, ""),
    }).execute();
    await deleteForGood(shop);
    assert.equal((await shop.store.versions(KEY)).length, 1);
  },
);

Deno.test("a deletion for good names the places where the shop cannot erase", async () => {
  const native = "https://f004.backblazeb2.com/b2api/v1/b2_download_file_by_id" +
    "?fileId=4_z27c88f1d182b150646ff0b16_f1004ba650fe24e6b_d20150809_m012853_c100_v0009990_t0000";
  await using shop = await openOldShop(() => native);
  await deleteForGood(shop);
  const line = shop.log.find(({ event }) => event === "picture_elsewhere");
  assert.deepEqual(line?.hosts, ["f004.backblazeb2.com"]);
});

async function adoptedKeys({ db }: Shop): Promise<{ rows: string[] }> {
  const events = await db.selectFrom("image_events").select("value")
    .where("product_id", "=", PRODUCT).where("type", "=", "ImageUploadedToB2").execute();
  return { rows: events.map(({ value }) => value as string) };
}

async function deleteForGood({ db, seller, log }: Shop): Promise<void> {
  const card = await seller.say("/my");
  await seller.press(card, button.deleteForGood);
  await seller.press(card, button.deleteYes);
  await seller.press(card, button.deleteReally);
  await until("the erasing", async () => {
    await skipPauses(db);
    return log.some(({ event }) => event === "product_erased");
  });
}
