/** @file Decides what a link does: links of Telegram stay inside the page. */

import { say } from "./language.js";

const TELEGRAM = /^(www\.)?(t|telegram)\.me$/;

/**
 * Tells what a link does: `start` is a link to the bot, `say` a text instead of a page of Telegram, `open` an address
 * for a new tab. A person here may have the name of a stranger there, so a profile is never opened.
 */
export function linkTarget(link, bot, users) {
  const url = URL.parse(/^\w+:/.test(link) ? link : `https://${link}`);
  if (url === null) return { say: say("This is no address: {link}", { link }) };
  if (url.protocol === "tg:") return { say: tgLink(url, users) };
  if (!/^https?:$/.test(url.protocol)) {
    return { say: say("The page does not open {link}", { link }) };
  }
  if (!TELEGRAM.test(url.hostname)) return { open: url };
  const [, name = ""] = url.pathname.split("/");
  if (name.toLowerCase() === bot.username.toLowerCase()) return { start: url.href };
  return { say: profile(name, url.searchParams.get("text"), users) };
}

function tgLink(url, users) {
  const id = Number(url.searchParams.get("id"));
  const user = users.find((known) => known.id === id);
  if (user) return say("Telegram would open the chat with {who}.", { who: user.firstName });
  const name = url.searchParams.get("domain");
  return name
    ? profile(name, url.searchParams.get("text"), users)
    : say("Telegram would open {link}", { link: url.href });
}

function profile(name, text, users) {
  const user = users.find(({ username }) => username?.toLowerCase() === name.toLowerCase());
  const who = user ? `${user.firstName}, @${user.username}` : `@${name}`;
  const prepared = text ? `\n\n${say("This text would be ready to send:")}\n${text}` : "";
  return say("Telegram would open the chat with {who}.", { who }) + prepared;
}
