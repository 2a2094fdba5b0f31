import { refused } from "../errors.ts";
import type { BotRecord } from "../state/records.ts";

/**
 * Returns the text that the link `https://t.me/<bot>?start=<payload>` sends
 * (core.telegram.org/bots/features#deep-linking, read 2026-09).
 */
export function deepLinkText(bot: BotRecord, link: string): string {
  const url = URL.parse(/^\w+:\/\//.test(link) ? link : `https://${link}`);
  const isTelegram = url !== null && /^(www\.)?(t|telegram)\.me$/.test(url.hostname);
  if (!isTelegram || url.pathname.slice(1).toLowerCase() !== bot.username.toLowerCase()) {
    throw refused(`Cannot follow "${link}": it does not lead to @${bot.username}`);
  }
  const payload = url.searchParams.get("start");
  if (payload === null) return "/start";
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(payload)) {
    throw refused(`Cannot follow "${link}": a payload is 1 to 64 of A-Z a-z 0-9 _ -`);
  }
  return `/start ${payload}`;
}
