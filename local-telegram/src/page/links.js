/** @file Decides what a link does: links of Telegram stay inside the page. */

const TELEGRAM = /^(www\.)?(t|telegram)\.me$/;

/**
 * Tells what a link does: `start` is a link to the bot, `say` a text instead of a page of Telegram, `open` an address
 * for a new tab. A person here may have the name of a stranger there, so a profile is never opened.
 */
export function linkTarget(link, bot, users) {
  const url = URL.parse(/^\w+:/.test(link) ? link : `https://${link}`);
  if (url === null) return { say: `This is no address: ${link}` };
  if (url.protocol === "tg:") return { say: tgLink(url, users) };
  if (!/^https?:$/.test(url.protocol)) return { say: `The page does not open ${link}` };
  if (!TELEGRAM.test(url.hostname)) return { open: url };
  const [, name = ""] = url.pathname.split("/");
  if (name.toLowerCase() === bot.username.toLowerCase()) return { start: url.href };
  return { say: profile(name, url.searchParams.get("text"), users) };
}

function tgLink(url, users) {
  const id = Number(url.searchParams.get("id"));
  const user = users.find((known) => known.id === id);
  if (user) return `Telegram would open the chat with ${user.firstName}.`;
  const name = url.searchParams.get("domain");
  return name
    ? profile(name, url.searchParams.get("text"), users)
    : `Telegram would open ${url.href}`;
}

function profile(name, text, users) {
  const user = users.find(({ username }) => username?.toLowerCase() === name.toLowerCase());
  const who = user ? `${user.firstName}, @${user.username}` : `@${name}`;
  const prepared = text ? `\n\nThis text would be ready to send:\n${text}` : "";
  return `Telegram would open the chat with ${who}.${prepared}`;
}
