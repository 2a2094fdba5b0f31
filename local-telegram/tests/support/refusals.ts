import assert from "node:assert/strict";
import { type Api, InputFile } from "grammy";
import { openLocalTelegram, type TelegramControl } from "../../src/mod.ts";
import { apiOf, last, refusalOf } from "./api.ts";
import { png } from "./pictures.ts";

/** A user who has opened a chat with the bot. */
export const USER = 7;
const STRANGER = 8;
const BLOCKER = 9;
const LEAVER = 10;
/** Chats that the bot cannot write to. */
export const OUT_OF_REACH = { stranger: STRANGER, blocker: BLOCKER, leaver: LEAVER, nobody: 404 };

/** What each case has: a bot, an open chat with a text and a photo, and file ids. */
export interface World {
  readonly api: Api;
  readonly control: TelegramControl;
  readonly textMessage: number;
  readonly photoMessage: number;
  readonly userMessage: number;
  readonly photoId: string;
  readonly documentId: string;
  readonly foreignId: string;
  readonly bigDocumentId: string;
}

/** A call and the refusal that it must get. */
export interface Refusal {
  readonly name: string;
  readonly call: (world: World) => Promise<unknown>;
  readonly refusal: string;
}

/** Makes the call on a new server and checks its refusal. */
export async function checkRefusal({ call, refusal }: Refusal): Promise<void> {
  await using telegram = await openLocalTelegram();
  assert.equal(await refusalOf(call(await populate(telegram))), refusal);
}

/** Makes an upload with a file name. */
export function upload(bytes: Uint8Array, name = "a.jpg"): InputFile {
  return new InputFile(bytes, name);
}

async function populate(telegram: Awaited<ReturnType<typeof openLocalTelegram>>): Promise<World> {
  const { control } = telegram;
  const api = apiOf(telegram);
  await control.defineUser({ id: STRANGER, firstName: "Stranger" });
  await control.sendText(BLOCKER, "/start");
  await control.block(BLOCKER);
  await control.sendText(LEAVER, "/start");
  await control.deactivate(LEAVER);
  const { messageIds } = await control.sendText(USER, "/start");
  const photo = await api.sendPhoto(USER, upload(png()));
  const text = await api.sendMessage(USER, "text");
  const document = await api.sendDocument(USER, upload(png(), "a.png"));
  const other = await control.addBot({ token: "5:other", username: "other_bot" });
  const options = { botId: other.id };
  await control.sendPhoto(USER, png(), options);
  const foreign = last((await control.transcript(USER, options)).messages);
  const description = { fileName: "a.png", mimeType: "image/png", declaredSizeBytes: 20971521 };
  await control.sendDocument(USER, png(), description);
  const big = last((await control.transcript(USER)).messages);
  return {
    api,
    control,
    textMessage: text.message_id,
    photoMessage: photo.message_id,
    userMessage: messageIds[0] ?? 0,
    photoId: last(photo.photo).file_id,
    documentId: document.document.file_id,
    foreignId: foreign.photo?.fileId ?? "",
    bigDocumentId: big.file?.fileId ?? "",
  };
}
