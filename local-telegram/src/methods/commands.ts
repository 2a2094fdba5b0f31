import * as v from "valibot";
import { requireUser } from "../chats/chats.ts";
import { badRequest } from "../errors.ts";
import type { Platform } from "../state/platform.ts";
import type { BotRecord, CommandRecord, UserRecord } from "../state/records.ts";
import { type Call, method } from "./method.ts";
import { integer, json, text } from "./params.ts";

const scopeEntries = {
  scope: v.optional(json(v.object({
    type: v.picklist([
      "default",
      "all_private_chats",
      "all_group_chats",
      "all_chat_administrators",
      "chat",
      "chat_administrators",
      "chat_member",
    ], "can't parse BotCommandScope: unsupported type specified"),
    chat_id: v.optional(integer),
    user_id: v.optional(integer),
  }))),
  language_code: v.pipe(
    v.optional(text, ""),
    v.regex(/^([a-z]{2})?$/, "invalid language code specified"),
  ),
};
type Scope = v.InferOutput<v.ObjectSchema<typeof scopeEntries, undefined>>;

/** Sets the commands of a scope and language (core.telegram.org/bots/api#setmycommands). */
export const setMyCommands = method(
  v.object({
    ...scopeEntries,
    commands: json(v.pipe(
      v.array(
        v.object({
          command: v.pipe(
            v.string(),
            v.transform((command) => command.replace(/^\//, "")),
            v.regex(/^[a-z0-9_]{1,32}$/, "BOT_COMMAND_INVALID"),
          ),
          description: v.pipe(
            v.string(),
            v.nonEmpty("command description must be non-empty"),
            v.maxLength(256, "BOT_COMMAND_DESCRIPTION_INVALID"),
          ),
        }),
        "can't parse commands JSON array",
      ),
      v.maxLength(100, "BOT_COMMANDS_TOO_MUCH"),
    )),
  }),
  (call, params) => {
    call.platform.state.commands.set(keyOf(call, params), params.commands);
    return true;
  },
);

/** Lists the commands of exactly this scope and language (core.telegram.org/bots/api#getmycommands). */
export const getMyCommands = method(
  v.object(scopeEntries),
  (call, params) => call.platform.state.commands.get(keyOf(call, params)) ?? [],
);

/** Deletes the commands of a scope and language (core.telegram.org/bots/api#deletemycommands). */
export const deleteMyCommands = method(v.object(scopeEntries), (call, params) => {
  call.platform.state.commands.delete(keyOf(call, params));
  return true;
});

/**
 * Returns the commands in a user's menu. A narrower scope comes before a wider one, and in each scope the user's
 * language comes before the default one (core.telegram.org/bots/api#determining-list-of-commands).
 */
export function menuOf(
  { state }: Platform,
  bot: BotRecord,
  user: UserRecord | undefined,
): readonly CommandRecord[] {
  const language = user?.languageCode?.slice(0, 2).toLowerCase() ?? "";
  for (const scope of [`chat/${user?.id}`, "all_private_chats", "default"]) {
    for (const code of [language, ""]) {
      const commands = state.commands.get(`${bot.id}:${scope}:${code}`);
      if (commands !== undefined && commands.length > 0) return commands;
    }
  }
  return [];
}

function keyOf({ platform, bot }: Call, { scope, language_code }: Scope): string {
  const { type = "default", chat_id, user_id } = scope ?? {};
  const needsChat = type === "chat" || type === "chat_administrators" || type === "chat_member";
  if (needsChat) requireUser(platform, chat_id);
  if (type === "chat_member" && user_id === undefined) throw badRequest("USER_ID_INVALID");
  const parts = [
    type,
    ...(needsChat ? [chat_id] : []),
    ...(user_id === undefined ? [] : [user_id]),
  ];
  return `${bot.id}:${parts.join("/")}:${language_code}`;
}
