import assert from "node:assert/strict";
import sharp from "sharp";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { limitMemory } from "../../devkit/testing/memory_limit.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { openShop, type ProcessShop, sell } from "../../devkit/testing/shop.ts";
import { until } from "../../devkit/testing/until.ts";
import { logged } from "../../devkit/world/shop_process.ts";
import { longTest } from "../../devkit/testing/sample.ts";

const MIB = 2 ** 20;

/** A large photo, made row by row: the memory of the tests is limited too. */
async function enlarge(widthPx: number, heightPx: number, seed: number, quality: number) {
  const small = await photoJpeg({ widthPx: widthPx >> 3, heightPx: heightPx >> 3, seed });
  return sharp(small).resize(widthPx, heightPx).jpeg({ quality, optimizeCoding: false }).toBuffer();
}

/** A phone's JPEG of 50 megapixels and some 5 MB. */
async function phoneJpeg(): Promise<Uint8Array<ArrayBuffer>> {
  const large = await enlarge(8160, 6120, 2, 96);
  assert.ok(large.length > 4_000_000 && large.length < 6_000_000, `${large.length} bytes`);
  return new Uint8Array(large);
}

async function sellFile({ seller, telegram: { control }, process }: ProcessShop, jpeg: Uint8Array) {
  await seller.say("/sell");
  const file = { fileName: "phone.jpg", mimeType: "image/jpeg" };
  const sent = await control.sendDocument(seller.user.id, new Uint8Array(jpeg), file);
  assert.ok((await seller.answerTo(sent)).photo, "a preview");
  await seller.say("Lamp");
  await seller.say("A fine one.");
  const price = await seller.say("12.50 €");
  const stored = () => process.log.filter(logged("image_stored")).length;
  const before = stored();
  await seller.press(price, LOCALES.en.button.confirm);
  await until("the picture is stored", () => stored() > before);
}

longTest(
  "a shop with 256 MiB sells, refuses a picture that needs more, and kills no renderer",
  async () => {
    await using group = await limitMemory(256 * MIB);
    if (group === undefined) return console.log("Not tested: this machine allows no cgroup");
    const base = new Uint8Array(await enlarge(6000, 4000, 1, 90));
    const progressive = await sharp(base).jpeg({ progressive: true, quality: 90 }).toBuffer();
    await using shop = await openShop({ as: "process", by: group.by });
    const { seller, telegram: { control }, process } = shop;
    await seller.say("/sell");
    const file = { fileName: "lamp.jpg", mimeType: "image/jpeg" };
    const sent = await control.sendDocument(seller.user.id, new Uint8Array(progressive), file);
    const answer = await seller.answerTo(sent);
    assert.equal(answer.text, LOCALES.en.refusal.needs_memory);
    await seller.say("/cancel");
    await sell(seller, { photo: base });
    await process.line(logged("image_stored"));
    assert.ok(await group.peakBytes() < 250 * MIB);
    // Beside it, files that were read fill the group up to its limit.
    await sellFile(shop, await phoneJpeg());
    assert.ok(!process.log.some((line) => JSON.stringify(line).includes("SIGKILL")));
  },
);
