import assert from "node:assert/strict";
import { ensureProjection, loadImages } from "../../src/event_log/mod.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { openShop, type Shop } from "../../devkit/testing/shop.ts";
import { until } from "../../devkit/testing/until.ts";
import { longTest } from "../../devkit/testing/sample.ts";

/** The command's arguments beside a running shop. */
function environmentOf(shop: Shop): Record<string, string> {
  return {
    DATABASE_URL: shop.environment.DATABASE_URL!,
    B2_ENDPOINT: shop.b2.endpoint,
    B2_REGION: "us-east-1",
    B2_BUCKET: "pictures",
    B2_KEY_ID: "embedded",
    B2_APPLICATION_KEY: "embedded-application-key",
    IMAGE_ENGINE: shop.environment.IMAGE_ENGINE!,
  };
}

const widthShown = async (shop: Shop, productId: string) =>
  (await shop.buyer.say(`/start ${productId}`)).photo?.widthPx;

longTest("a running shop shows a legacy picture before, during and after its import", async () => {
  const dir = await Deno.makeTempDir({ prefix: "vitrine-legacy-" });
  await using _folder = {
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
  await Deno.writeFile(`${dir}/1.jpg`, await photoJpeg({ widthPx: 900, heightPx: 600, seed: 1 }));
  await Deno.writeFile(`${dir}/2.jpg`, await photoJpeg({ widthPx: 800, heightPx: 600, seed: 2 }));
  await using shop = await openShop({ environment: { LEGACY_IMAGES_DIR: dir } });
  const { db } = shop;
  for (const n of [1, 2]) {
    const row = { product_id: `TBF-10${n}`, title: "Old", cover_image_url: `${n}.jpg` };
    await db.insertInto("products").values(row as never).execute();
  }
  assert.equal(await widthShown(shop, "TBF-101"), 900, "before");
  await shop.telegram.control.waitForIdle();
  const captured = (await loadImages(db, "TBF-101")).images.cover.fileIds?.[0]?.fileId;

  // The puts wait until the connection is cut, so this is a moment in the middle. They are made again then.
  shop.b2.fail({ method: "PUT", effect: "silence" });
  const running = runScript("migrate_images", { args: ["--root", dir], env: environmentOf(shop) });
  await until("a put", () => shop.b2.count("PUT") > 0);
  assert.equal(await widthShown(shop, "TBF-102"), 800, "during");
  assert.deepEqual(
    await db.selectFrom("products").select("cover_image_url").orderBy("product_id").execute(),
    [
      { cover_image_url: "1.jpg" },
      { cover_image_url: "2.jpg" },
    ],
  );
  shop.b2.heal();
  await shop.b2.down();
  await shop.b2.up();
  const { code, stderr } = await running;
  assert.equal(code, 0, stderr);

  assert.equal(await widthShown(shop, "TBF-101"), 900, "after");
  assert.equal(await widthShown(shop, "TBF-102"), 800, "after");
  const { images: { cover, thumb } } = await loadImages(db, "TBF-101");
  assert.equal(cover.fileIds?.[0]?.fileId, captured, "the same picture keeps its id");
  assert.deepEqual(
    await db.selectFrom("products").select(["cover_image_url", "thumbnail_url"])
      .where("product_id", "=", "TBF-101").executeTakeFirst(),
    {
      cover_image_url: `${shop.b2.endpoint}/pictures/${cover.stored?.key}`,
      thumbnail_url: `${shop.b2.endpoint}/pictures/${thumb.stored?.key}`,
    },
  );
  const target = await db.selectFrom("image_projection_target").select(["bot_id", "public_url"])
    .executeTakeFirstOrThrow();
  const same = { botId: target.bot_id, publicUrl: target.public_url };
  assert.equal(await ensureProjection(db, same), "unchanged");
});
