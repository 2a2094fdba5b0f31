import assert from "node:assert/strict";
import { IMAGE_TYPES, picturesInOrder } from "../../src/domain/mod.ts";
import { loadImages, verify } from "../../src/event_log/mod.ts";
import { outputOf } from "../../devkit/testing/command.ts";
import { type LegacyShop, openLegacyShop } from "../../devkit/testing/legacy_shop.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { longTest } from "../../devkit/testing/sample.ts";
import { until } from "../../devkit/testing/until.ts";

const PICTURES = [1, 2, 3, 4];
const ID = "TBF-LIST";

/** Starts a run whose puts hang after so many, and kills it there. Returns what lets them land. */
async function killAfter(shop: LegacyShop, puts: number): Promise<() => void> {
  const { b2, root } = shop;
  const lands = Promise.withResolvers<void>();
  const ofPictures = { method: "PUT", keyPrefix: "products/" };
  const from = b2.strikes;
  b2.fail({ ...ofPictures, times: puts, effect: { delayMs: 0 } });
  b2.fail({ ...ofPictures, effect: { landsAfter: lands.promise } });
  const child = shop.start("--root", root);
  const output = outputOf(child);
  await until("a put that hangs", () => Promise.resolve(b2.strikes > from + puts));
  child.kill("SIGKILL");
  assert.equal((await output).code, 137);
  b2.heal();
  return lands.resolve;
}

longTest(
  "migrate-images, killed between two further pictures, brings each in once, at its place",
  async () => {
    await using shop = await openLegacyShop();
    for (const seed of PICTURES) {
      await shop.file(`${seed}.jpg`, await photoJpeg({ widthPx: 60, heightPx: 40, seed }));
    }
    await shop.row(ID, PICTURES.map((n) => `${n}.jpg`).join(","));
    const landings: (() => void)[] = [];
    const numbers = async () => picturesInOrder(await loadImages(shop.db, ID));

    // Two puts a picture: two pictures are in, and nothing of the third one has landed.
    landings.push(await killAfter(shop, 4));
    assert.deepEqual(await numbers(), [1, 2]);
    // One size of the fourth one has landed.
    landings.push(await killAfter(shop, 3));
    assert.deepEqual(await numbers(), [1, 2, 3]);
    const last = await shop.run("--root", shop.root);
    assert.equal(last.code, 0, last.stderr + last.stdout);

    // The puts of the killed runs land late: of the same bytes, under the same keys.
    for (const land of landings) land();
    const events = await shop.db.selectFrom("image_events").select(["image_type", "data"])
      .where("product_id", "=", ID).orderBy("version").execute();
    const expected = PICTURES.flatMap((n) =>
      IMAGE_TYPES.map((image) => n === 1 ? image : `${image}.${n}`)
    );
    assert.deepEqual(events.map((event) => event.image_type), expected, "none twice");
    const keys = events.map(({ data }) => (data as { key: string }).key);
    assert.equal(new Set(keys).size, keys.length);
    const objects = await Array.fromAsync(shop.store.list("products/"), ({ key }) => key);
    assert.deepEqual(objects.toSorted(), keys.toSorted(), "none is left over");
    const pages = await Array.fromAsync(verify(shop.db));
    assert.deepEqual(pages.flatMap(({ drift }) => drift), []);
  },
);
