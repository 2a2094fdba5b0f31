import { apiBot, apiUser, chatKey } from "../chats/chats.ts";
import { apiMessage } from "../chats/message_api.ts";
import { addMessage, freshId } from "../chats/messages.ts";
import type { AlbumPart, BotChoice, UserAct } from "../control/control.ts";
import { ApiRefusal, refused } from "../errors.ts";
import { type FileDescription, storeFile, storePhoto } from "../files/files.ts";
import { STICKER_WEBP, VIDEO_MP4 } from "../files/sample_files.ts";
import { chosenBot, latestEvent, type Platform, recordEvent } from "../state/platform.ts";
import type { BotRecord, MessageContent, MessageRecord, UserRecord } from "../state/records.ts";
import { formatText } from "../text/formatted_text.ts";
import type { ControlPart } from "./control_part.ts";
import { deepLinkText } from "./deep_link.ts";

type UserActs = ControlPart<
  | "block"
  | "deactivate"
  | "defineUser"
  | "openDeepLink"
  | "sendAlbum"
  | "sendDocument"
  | "sendPhoto"
  | "sendSticker"
  | "sendText"
  | "sendVideo"
  | "unblock"
  | "users"
>;

/** The acts of users that a bot need not answer: messages, blocks, accounts. */
export function createUserActs(platform: Platform): UserActs {
  const { state } = platform;
  return {
    users: () => state.users.values().map(({ deactivated: _, ...user }) => user),
    defineUser(user) {
      state.users.set(String(user.id), { ...user });
      recordEvent(platform);
      return user;
    },
    deactivate(userId) {
      state.users.set(String(userId), { ...knownUser(platform, userId), deactivated: true });
    },
    sendText: (userId, text, options) => act(platform, userId, options, () => textContents(text)),
    openDeepLink: (userId, link, options) =>
      act(platform, userId, options, (bot) => textContents(deepLinkText(bot, link))),
    sendPhoto: (userId, bytes, options = {}) =>
      act(platform, userId, options, async (bot) => [
        await photoContent(platform, bot, bytes, options.caption),
      ], inAlbum(options)),
    sendAlbum: (userId, photos, options = {}) => sendAlbum(platform, userId, photos, options),
    sendDocument: (userId, bytes, { caption, ...document }, options) =>
      sendFile(platform, userId, bytes, { kind: "document", ...document }, { ...options, caption }),
    sendSticker: (userId, options) =>
      sendFile(platform, userId, STICKER_WEBP, {
        kind: "sticker",
        mimeType: "image/webp",
        widthPx: 512,
        heightPx: 512,
      }, options),
    sendVideo: (userId, options) =>
      sendFile(platform, userId, VIDEO_MP4, {
        kind: "video",
        mimeType: "video/mp4",
        fileName: "video.mp4",
        widthPx: 640,
        heightPx: 360,
      }, options),
    block: (userId, options) => setBlocked(platform, userId, true, options),
    unblock: (userId, options) => setBlocked(platform, userId, false, options),
  };
}

/** Returns the user who acts. A user who was never defined gets a name. */
export function knownUser(platform: Platform, userId: number): UserRecord {
  if (!Number.isSafeInteger(userId) || userId <= 0) {
    throw refused(`Cannot act as user ${userId}: a user's id is a positive whole number`);
  }
  const known = platform.state.users.get(String(userId));
  if (known?.deactivated === true) throw refused(`Cannot act as user ${userId}: deactivated`);
  if (known !== undefined) return known;
  const user = { id: userId, firstName: `User ${userId}` };
  platform.state.users.set(String(userId), user);
  return user;
}

/** Puts a user's message into the chat and tells the bot. This opens the chat. */
export function postAsUser(
  platform: Platform,
  bot: BotRecord,
  user: UserRecord,
  message: Pick<MessageRecord, "content"> & Partial<MessageRecord>,
): { message: MessageRecord; updateIds: number[] } {
  platform.state.chats.set(chatKey(bot.id, user.id), { blocked: false });
  const sent = addMessage(platform, bot, { from: "user", userId: user.id, ...message });
  const shown = apiMessage(platform, bot, sent);
  return { message: sent, updateIds: platform.updates.enqueue(bot, user.id, "message", shown) };
}

async function act(
  platform: Platform,
  userId: number,
  { botId }: BotChoice = {},
  prepare: (bot: BotRecord) => readonly MessageContent[] | Promise<readonly MessageContent[]>,
  more: Partial<MessageRecord> = {},
): Promise<UserAct> {
  const bot = chosenBot(platform, botId);
  const user = knownUser(platform, userId);
  const contents = await prepare(bot);
  const posted = contents.map((content) => postAsUser(platform, bot, user, { content, ...more }));
  return {
    event: latestEvent(platform),
    updateIds: posted.flatMap(({ updateIds }) => updateIds),
    messageIds: posted.map(({ message }) => message.messageId),
  };
}

function textContents(text: string): MessageContent[] {
  const formatted = formatText({ text });
  if (formatted.text === "") throw refused("Cannot send a text: it is empty");
  return [{ kind: "text", ...formatted }];
}

async function photoContent(
  platform: Platform,
  bot: BotRecord,
  bytes: Uint8Array,
  caption = "",
): Promise<MessageContent> {
  try {
    const file = await storePhoto(platform, bot, bytes);
    return { kind: "photo", file: file.serial, ...formatText({ text: caption }) };
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    throw refused(`Cannot send the photo: ${error.message}`, { cause: error });
  }
}

function sendAlbum(
  platform: Platform,
  userId: number,
  photos: readonly Uint8Array[],
  options: BotChoice & { readonly caption?: string },
): Promise<UserAct> {
  if (photos.length < 2 || photos.length > 10) {
    throw refused(`Cannot send an album of ${photos.length} photos: it takes 2 to 10`);
  }
  const mediaGroupId = freshId(platform, "album");
  const prepare = (bot: BotRecord) =>
    Promise.all(
      photos.map((bytes, index) =>
        photoContent(platform, bot, bytes, index === 0 ? options.caption : "")
      ),
    );
  return act(platform, userId, options, prepare, { mediaGroupId });
}

function sendFile(
  platform: Platform,
  userId: number,
  bytes: Uint8Array,
  description: FileDescription,
  options: BotChoice & AlbumPart & { readonly caption?: string | undefined } = {},
): Promise<UserAct> {
  return act(platform, userId, options, async () => {
    const file = await storeFile(platform, bytes, description);
    return [{ kind: file.kind, file: file.serial, ...formatText({ text: options.caption ?? "" }) }];
  }, inAlbum(options));
}

function inAlbum({ mediaGroupId }: AlbumPart): Partial<MessageRecord> {
  return mediaGroupId === undefined ? {} : { mediaGroupId };
}

function setBlocked(
  platform: Platform,
  userId: number,
  blocked: boolean,
  { botId }: BotChoice = {},
): UserAct {
  const bot = chosenBot(platform, botId);
  const user = knownUser(platform, userId);
  platform.state.chats.set(chatKey(bot.id, userId), { blocked });
  const updateIds = platform.updates.enqueue(bot, userId, "my_chat_member", {
    chat: { id: userId, type: "private", first_name: user.firstName },
    from: apiUser(user),
    date: Math.floor(platform.clock.now() / 1000),
    old_chat_member: membership(bot, !blocked),
    new_chat_member: membership(bot, blocked),
  });
  return { event: recordEvent(platform), updateIds, messageIds: [] };
}

function membership(bot: BotRecord, blocked: boolean) {
  const user = apiBot(bot);
  return blocked ? { user, status: "kicked", until_date: 0 } : { user, status: "member" };
}
