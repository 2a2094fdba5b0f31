import assert from "node:assert/strict";
import { logged } from "../../world/shop_process.ts";
import type { Fault } from "@vitrine/local-telegram";
import { IMAGE_TYPES, ORIGINAL } from "../../../src/domain/mod.ts";
import { LOCALES } from "../../../src/telegram/locales/mod.ts";
import { until } from "../../testing/until.ts";
import type { Cell } from "../matrix.ts";
import { assertNothingLost, type Pictures } from "../invariants.ts";
import { plainRun } from "../ledger.ts";
import type { Fronted } from "../../testing/shop_world.ts";
import type { FaultShop } from "../shop.ts";
import { browse, isLogged, sell, untilLogged, untilStored } from "../steps.ts";
import { beginReplacement, latestCall } from "./steps.ts";

type FrontedShop = FaultShop & Fronted;

const FILES = /^\/file\//;

/** How a download fails, how often, and whether the job must start again. */
const DOWNLOAD_FAULTS = [
  { fault: "404, the link has expired", effect: { status: 404 }, times: 1, waits: false },
  { fault: "404, twice", effect: { status: 404 }, times: 2, waits: true },
  { fault: "500", effect: { status: 500 }, times: 1, waits: true },
  { fault: "502 in HTML", effect: { status: 502, body: "<html></html>" }, times: 1, waits: true },
  { fault: "429", effect: { status: 429 }, times: 1, waits: true },
  { fault: "a redirect", effect: { status: 302 }, times: 1, waits: true },
  { fault: "socket dropped before the answer", effect: "dropped before", times: 1, waits: true },
  { fault: "socket dropped after the request", effect: "dropped after", times: 1, waits: true },
  { fault: "cut in the body", effect: "cut in the body", times: 1, waits: true },
  { fault: "cut in the body, three times", effect: "cut in the body", times: 3, waits: true },
] as const;

const transient = DOWNLOAD_FAULTS.map(({ fault, effect, times, waits }): Cell<FrontedShop> => ({
  fault,
  moment: "the bytes of a sale's photo",
  expected: `${waits ? "the job waits" : "the shop asks once more"}, then stored; no other event`,
  run: async (shop) => {
    const [since, from] = [shop.accepted.size, shop.log.length];
    const hits = shop.front.fail(effect, FILES, times);
    const productId = await sell(shop);
    if (waits) await untilLogged(shop, "image_waits", { productId }, from);
    await untilStored(shop, productId);
    assert.equal(hits(), times);
    if (!waits) assert.ok(!isLogged(shop, logged("image_waits"), from));
    await browse(shop, productId);
    return await assertNothingLost(shop, { since, like: await plainRun(plain) });
  },
}));

async function plain(shop: FaultShop): Promise<void> {
  const productId = await sell(shop);
  await untilStored(shop, productId);
  await browse(shop, productId);
}

/** Answers that say that the photo can never be downloaded, and what the seller is told. */
const FINAL: readonly { fault: string; inject: Fault; told: string }[] = [
  {
    fault: "the file is gone",
    inject: { code: 400, description: "Bad Request: invalid file_id" },
    told: LOCALES.en.refusal.file_gone,
  },
  {
    fault: "the file is too big",
    inject: { code: 400, description: "Bad Request: file is too big" },
    told: LOCALES.en.refusal.file_too_big,
  },
];

const final = FINAL.map(({ fault, inject, told }): Cell<FrontedShop> => ({
  fault,
  moment: "the download of a sale's photo",
  expected:
    "shown by the seller's own file id; the seller is told and sends another picture, which is stored",
  run: (shop) =>
    refuse(shop, inject, async (fault) => {
      const { telegram: { control }, seller: { user: { id } } } = shop;
      await control.waitForFault(fault);
      await control.releaseFault(fault);
      await control.nextBotMessage(id, { containing: told });
    }),
}));

/**
 * The events of a sale whose first picture was replaced before it was stored. A run without a fault cannot lead to
 * these.
 */
const REPLACED_UNSTORED = [
  ...IMAGE_TYPES.map((imageType) => `ImageInvalidated ${imageType} image`),
  ...[...IMAGE_TYPES, ORIGINAL].map((imageType) => `ImageUploadedToB2 ${imageType}`),
  "TelegramFileIdCaptured cover",
  "TelegramFileIdCaptured cover",
  "TelegramFileIdCaptured cover",
  "TelegramFileIdCaptured thumb",
].sort();

/** Sells a picture that the shop cannot store. The seller sends another one, which is stored. */
async function refuse(
  shop: FaultShop,
  inject: Fault,
  untilRefused: (fault: number) => Promise<void>,
): Promise<Pictures> {
  const { control } = shop.telegram;
  const { id } = shop.seller.user;
  const since = shop.accepted.size;
  const fault = await control.injectFault({ ...inject, method: "getFile", hold: true });
  const productId = await sell(shop);
  await untilRefused(fault);
  const { marker, send } = await beginReplacement(shop, productId);
  await send();
  shop.accepted.get(productId)!.markers.push(marker);
  await until("the replacement shown", async () => {
    const { messages } = await control.transcript(id);
    return messages.at(-1)!.photo !== undefined && messages.at(-1)!.from === "bot";
  });
  await untilStored(shop, productId);
  await browse(shop, productId);
  return await assertNothingLost(shop, { since, like: [REPLACED_UNSTORED] });
}

/**
 * The seller has blocked the bot before it could tell the refusal. The job ends nevertheless, and is not tried again.
 */
const blocked: Cell<FrontedShop> = {
  fault: "the file is gone, and its seller has blocked the bot",
  moment: "the message that a picture cannot be stored",
  expected: "the job ends; the seller comes back and sends another picture, which is stored",
  run: async (shop) => {
    const { seller: { user: { id } }, telegram: { control } } = shop;
    const from = shop.log.length;
    const pictures = await refuse(shop, FINAL[0]!.inject, async (fault) => {
      await control.waitForFault(fault);
      const sinceId = await latestCall(shop);
      await control.block(id);
      await control.releaseFault(fault);
      await control.waitForCall({ sinceId, method: "sendMessage", chatId: id });
      await untilLogged(shop, "image_refused", {}, from);
      await control.unblock(id);
      const told = await control.calls({ sinceId, method: "sendMessage", chatId: id });
      assert.deepEqual(told.map(({ status }) => status), [403]);
    });
    assert.ok(!isLogged(shop, logged("image_waits"), from), "the job ended at its first attempt");
    return pictures;
  },
};

/** A cell for each way in which the download of a seller's photo can fail. The cells share a shop. */
export const DOWNLOAD_CELLS: readonly Cell<FaultShop & Fronted>[] = [
  ...transient,
  ...final,
  blocked,
];
