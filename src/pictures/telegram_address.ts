/**
 * Addresses of the Bot API. They contain the token of a bot: whoever reads one controls this bot. So they are never
 * printed, logged or stored. Programs store them as if they were links to a picture.
 * @module
 */

/** What an address of the Bot API names. */
export type TelegramAddress =
  /** `/file/bot<token>/<path>`: a link of `getFile`, which lives for an hour. */
  | {
    readonly kind: "telegram_file";
    readonly botId: number;
    readonly token: string;
    /** Such as `photos/file_1.jpg`. */
    readonly path: string;
    /** The server, such as `https://api.telegram.org`. */
    readonly origin: string;
  }
  /** `/bot<token>/getFile?file_id=<id>`: the question for such a link. */
  | { readonly kind: "get_file"; readonly fileId: string };

/** Matches every address of the Bot API, and perhaps others: for PostgreSQL. A case-insensitive regular expression (`~*`). */
export const TELEGRAM_ADDRESS_PATTERN = "^[\\s\"'<\\[]*(https?:)?//[^/?#]+/(file/)?bot[0-9]+(:|%)";

const TOKEN = /(\d{3,16}):([\w-]{30,64})/;
const FILE = new RegExp(`^/file/bot${TOKEN.source}/+(.+)$`, "s");
const METHOD = new RegExp(`^/bot${TOKEN.source}/getfile$`, "i");

/** Reads an address of the Bot API. Undefined for any other URL. */
export function readTelegramAddress(url: URL): TelegramAddress | undefined {
  const pathname = unescaped(url.pathname);
  const fileId = url.searchParams.get("file_id");
  if (fileId !== null && METHOD.test(pathname)) return { kind: "get_file", fileId };
  const [, id, secret, path] = FILE.exec(pathname) ?? [];
  if (id === undefined || path === undefined) return undefined;
  // python-telegram-bot gives the whole address as the path, and programs put the address before it once more.
  const inner = URL.parse(path.replace(/^(https?:)\/+/i, "$1//"));
  const again = inner === null ? undefined : readTelegramAddress(inner);
  if (again !== undefined) return again;
  const { origin } = url;
  return { kind: "telegram_file", botId: Number(id), token: `${id}:${secret}`, path, origin };
}

/** How deep a text may be escaped: some programs escape twice. */
const DEPTH = 3;
const TOKENS = new RegExp(TOKEN.source.replaceAll(/\((?=\\d|\[)/g, "(?:"), "g");

/** A text without the tokens of bots. If a token is escaped in it, all of the text is unescaped. */
export function withoutTokens(text: string): string {
  const plain = unescaped(text);
  const shown = new RegExp(TOKENS).test(plain) ? plain : text;
  return shown.replace(TOKENS, "…");
}

function unescaped(text: string): string {
  let plain = text;
  for (let depth = 0; depth < DEPTH && plain.includes("%"); depth++) {
    plain = plain.replace(/%([0-9a-f]{2})/gi, (all, hex: string) => {
      const code = parseInt(hex, 16);
      return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : all;
    });
  }
  return plain;
}
