import assert from "node:assert/strict";
import sharp from "sharp";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { limitMemory } from "../../devkit/testing/memory_limit.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { openShop, sell } from "../../devkit/testing/shop.ts";
import { logged } from "../../devkit/world/shop_process.ts";

const MIB = 2 ** 20;

Deno.test("a shop with 256 MiB sells, refuses a picture that needs more, and kills no renderer", async () => {
  await using group = await limitMemory(256 * MIB);
  if (group === undefined) return console.log("Not tested: this machine allows no cgroup");
  const base = await photoJpeg({ widthPx: 6000, heightPx: 4000, seed: 1 });
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
  assert.ok(!process.log.some((line) => JSON.stringify(line).includes("SIGKILL")));
});
