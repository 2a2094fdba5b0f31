import * as v from "valibot";
import { type RefusalName, REFUSALS } from "../state/refusals.ts";
import type { TelegramControl } from "./control.ts";

const userId = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const bytes = v.instance(Uint8Array);
const bot = { botId: v.exactOptional(v.number()) };
const wait = { timeoutMs: v.exactOptional(v.pipe(v.number(), v.minValue(0))) };
const caption = { caption: v.exactOptional(v.string()) };
const botOnly = options(bot);
const albumPart = { mediaGroupId: v.exactOptional(v.string()) };
const captioned = options({ ...bot, ...caption });
const captionedPart = options({ ...bot, ...caption, ...albumPart });
const filter = {
  ...bot,
  sinceId: v.exactOptional(v.number()),
  method: v.exactOptional(v.string()),
  chatId: v.exactOptional(v.number()),
};

/** Options can be left out, but not misspelled. */
function options<Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(v.optional(v.unknown(), {}), v.strictObject(entries));
}

type Arguments = {
  readonly [Name in keyof TelegramControl]: v.GenericSchema<
    unknown,
    Parameters<TelegramControl[Name]>
  >;
};

/** The schema of each method's arguments over HTTP. */
export const CONTROL_ARGUMENTS: Arguments = {
  addBot: v.tuple([v.strictObject({
    token: v.string(),
    username: v.string(),
    firstName: v.exactOptional(v.string()),
  })]),
  bots: v.tuple([options({ userId: v.exactOptional(userId) })]),
  defineUser: v.tuple([v.strictObject({
    id: userId,
    firstName: v.string(),
    username: v.exactOptional(v.string()),
    languageCode: v.exactOptional(v.string()),
  })]),
  users: v.tuple([]),
  sendText: v.tuple([userId, v.string(), botOnly]),
  openDeepLink: v.tuple([userId, v.string(), botOnly]),
  sendPhoto: v.tuple([userId, bytes, captionedPart]),
  sendAlbum: v.tuple([userId, v.array(bytes), captioned]),
  sendDocument: v.tuple([
    userId,
    bytes,
    v.strictObject({
      ...caption,
      fileName: v.string(),
      mimeType: v.string(),
      declaredSizeBytes: v.exactOptional(v.number()),
    }),
    options({ ...bot, ...albumPart }),
  ]),
  sendSticker: v.tuple([userId, botOnly]),
  sendVideo: v.tuple([userId, captionedPart]),
  click: v.tuple([
    userId,
    v.number(),
    v.string(),
    options({ ...bot, forged: v.exactOptional(v.boolean()) }),
  ]),
  inlineQuery: v.tuple([
    userId,
    v.string(),
    options({ ...bot, ...wait, offset: v.exactOptional(v.string()) }),
  ]),
  chooseInlineResult: v.tuple([userId, v.string(), v.string()]),
  block: v.tuple([userId, botOnly]),
  unblock: v.tuple([userId, botOnly]),
  deactivate: v.tuple([userId]),
  transcript: v.tuple([userId, botOnly]),
  menu: v.tuple([userId, botOnly]),
  fileBytes: v.tuple([v.string()]),
  calls: v.tuple([options(filter)]),
  nextBotMessage: v.tuple([
    userId,
    options({
      ...bot,
      ...wait,
      after: v.exactOptional(v.number()),
      containing: v.exactOptional(v.string()),
      messageId: v.exactOptional(v.number()),
      kind: v.exactOptional(v.picklist(["text", "photo", "document", "video", "sticker"])),
    }),
  ]),
  waitForAnswer: v.tuple([v.string(), options(wait)]),
  waitForCall: v.tuple([v.strictObject({ ...filter, ...wait })]),
  waitForIdle: v.tuple([options({ ...bot, ...wait, userId: v.exactOptional(userId) })]),
  injectFault: v.tuple([v.strictObject({
    ...bot,
    method: v.exactOptional(v.string()),
    match: v.exactOptional(v.string()),
    refusal: v.exactOptional(v.picklist(Object.keys(REFUSALS) as RefusalName[])),
    code: v.exactOptional(v.pipe(v.number(), v.minValue(400), v.maxValue(599))),
    description: v.exactOptional(v.string()),
    retryAfter: v.exactOptional(v.number()),
    times: v.exactOptional(v.union([v.number(), v.literal("always")])),
    delayMs: v.exactOptional(v.number()),
    hold: v.exactOptional(v.boolean()),
    dropConnection: v.exactOptional(v.picklist(["before", "after"])),
    htmlBody: v.exactOptional(v.string()),
  })]),
  releaseFault: v.tuple([v.number()]),
  faultHits: v.tuple([v.number()]),
  waitForFault: v.tuple([v.number(), options(wait)]),
  clearFaults: v.tuple([]),
  killFileId: v.tuple([v.string(), v.picklist(["dead", "garbage", "foreign", "wrongType"])]),
  forgetAllFiles: v.tuple([]),
  expireFilePath: v.tuple([v.string()]),
  setFloodModel: v.tuple([v.picklist(["one_per_second", "off"])]),
  setNextUpdateId: v.tuple([v.number(), botOnly]),
  advanceClock: v.tuple([v.number()]),
};

/** The names of all control methods. */
export const CONTROL_METHODS = Object.keys(CONTROL_ARGUMENTS) as (keyof TelegramControl)[];
