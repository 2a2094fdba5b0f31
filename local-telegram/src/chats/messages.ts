import { latestEvent, type Platform, recordEvent } from "../state/platform.ts";
import {
  type BotRecord,
  type MessageContent,
  type MessageRecord,
  nextNumber,
} from "../state/records.ts";
import { chatKey } from "./chats.ts";

/** A message before it has an id, an event and a time. */
export type NewMessage =
  & Pick<MessageRecord, "from" | "userId" | "content">
  & Partial<MessageRecord>;

/** Puts a message into a chat. */
export function addMessage(
  platform: Platform,
  bot: BotRecord,
  message: NewMessage,
): MessageRecord {
  const record: MessageRecord = {
    botId: bot.id,
    messageId: nextNumber(platform.state, `message:${bot.id}`),
    event: recordEvent(platform),
    sentAt: platform.clock.now(),
    editCount: 0,
    ...message,
  };
  return save(platform, record);
}

/** What an edit replaces. Without `buttons` the keyboard is removed. */
export interface Edit {
  readonly content?: MessageContent;
  readonly buttons?: MessageRecord["buttons"];
}

/** Edits a message in place. Returns undefined when nothing would change. */
export function editMessage(
  platform: Platform,
  record: MessageRecord,
  { content = record.content, buttons }: Edit,
): MessageRecord | undefined {
  const { buttons: former, ...rest } = record;
  if (isSame([record.content, former ?? []], [content, buttons ?? []])) return;
  return save(platform, {
    ...rest,
    content,
    ...(buttons === undefined ? {} : { buttons }),
    event: recordEvent(platform),
    editedAt: platform.clock.now(),
    editCount: record.editCount + 1,
  });
}

/** Removes a message and returns whether it existed. */
export function deleteMessage(
  platform: Platform,
  bot: BotRecord,
  userId: number,
  messageId: number,
): boolean {
  const existed = platform.state.messages.delete(`${chatKey(bot.id, userId)}:${messageId}`);
  if (existed) recordEvent(platform);
  return existed;
}

/** Returns the message with this id in a user's chat. */
export function findMessage(
  platform: Platform,
  bot: BotRecord,
  userId: number,
  messageId: number,
): MessageRecord | undefined {
  return platform.state.messages.get(`${chatKey(bot.id, userId)}:${messageId}`);
}

/** Returns the message that was sent through inline mode with this id. */
export function findInlineMessage(
  platform: Platform,
  bot: BotRecord,
  inlineMessageId: string,
): MessageRecord | undefined {
  return platform.state.messages.values().find((message) =>
    message.botId === bot.id && message.inlineMessageId === inlineMessageId
  );
}

/** Returns the messages of a chat, oldest first. */
export function messagesOf(platform: Platform, botId: number, userId: number): MessageRecord[] {
  return platform.state.messages.valuesOf(chatKey(botId, userId))
    .sort((a, b) => a.messageId - b.messageId);
}

/** Makes an id that no other album, query or inline message has. */
export function freshId(platform: Platform, series: string): string {
  return String(1_000_000_000 + nextNumber(platform.state, series) * 7919 + latestEvent(platform));
}

function save(platform: Platform, record: MessageRecord): MessageRecord {
  const key = `${chatKey(record.botId, record.userId)}:${record.messageId}`;
  platform.state.messages.set(key, record);
  return record;
}

/** Compares rows by their JSON text, which works because rows are plain JSON. */
function isSame(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a < b ? -1 : 1));
  });
}
