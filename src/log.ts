/**
 * The log: one line an event, JSON for machines or text for a terminal, with every secret struck out.
 * @module
 */
import {
  configure,
  getAnsiColorFormatter,
  getLogger,
  type Logger,
  type LogLevel,
  type LogRecord,
  reset,
  type TextFormatter,
} from "@logtape/logtape";

/** How the log is set up. */
export interface LogOptions {
  /** The least level that is written. */
  readonly level: LogLevel;
  /** `text` for people, `json` for machines. */
  readonly format: "text" | "json";
  /** Texts that must never be written; those of 8 characters and more are struck out. */
  readonly secrets?: readonly string[];
  /** Takes each line; standard error by default. */
  readonly write?: (line: string) => void;
}

/** The bot's token as it stands in Bot API addresses, which grammY puts into its network errors. */
const TOKEN = /\b(bot)?\d{3,16}:[\w-]{30,64}/g;
/** Signed addresses and passwords in URLs. */
const SIGNATURE = /((?:X-Amz-)?(?:Signature|Credential)=)[^&,\s"]+/gi;
const PASSWORD = /(\b[a-z][a-z0-9+.-]{0,15}:\/\/[^:/@\s]{0,256}:)[^/\s"]+@/gi;

/** What a line shows of one value: a file's bytes in an address, or a page of HTML, are no news. */
const LONGEST_VALUE = 2000;
/** What nobody sees, moves a terminal's cursor, or turns round what follows; line breaks are folded elsewhere. */
const HIDDEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * The events that lines of the log name in their field `event`, and what each says. Whoever waits for something in the log
 * waits for these: the wording of a line may change.
 */
export type LogEvent =
  /** The HTTP server listens; `port`. */
  | "http_listening"
  /** A part outside of the shop cannot be reached and is waited for; `name`. */
  | "part_away"
  /** It is there again; `name`. */
  | "part_back"
  /** The columns were built anew for another bot or another public URL. */
  | "projection_rebuilt"
  /** The local Telegram stands in, and its chat page can be opened; `url`. */
  | "chat_page_open"
  /** The shop takes updates. */
  | "open_for_business"
  /** The process was told to stop. */
  | "stopping"
  /** An update cannot be handled now and is tried again; `updateId`. */
  | "update_waits"
  /** A picture was shown; `productId`, `imageType`, `rung`. */
  | "picture_shown"
  /** A picture cannot be had from where its column points. */
  | "picture_unavailable"
  /** A job has stored a product's picture, or found that there was no need; `productId`. */
  | "image_stored"
  /** A product's picture can never be stored; `productId`, `refused`. */
  | "image_refused"
  /** The storing of a product's picture failed and is tried again later; `productId`. */
  | "image_waits"
  /** A job has erased a product; `productId`. */
  | "product_erased"
  /** The erasing of a product failed and is tried again later; `productId`. */
  | "erasing_waits"
  /** B2's daily cap is reached. */
  | "cap_reached";

/** The properties of a line that names an event. */
export function named<About extends object>(
  event: LogEvent,
  about: About,
): About & { readonly event: LogEvent } {
  return { event, ...about };
}

/** A logger of a part of Vitrine, such as `delivery`. */
export function logger(part: string): Logger {
  return getLogger(["vitrine", part]);
}

/** Sets the log up until it is disposed of. */
export async function openLog(options: LogOptions): Promise<AsyncDisposable> {
  const secrets = (options.secrets ?? []).flatMap(spellings);
  // Struck out before it is cut: half a secret would not be known for one.
  const show = (text: string) => shorten(redact(text, secrets));
  const format = options.format === "json"
    ? (record: LogRecord) => formatJson(record, show)
    : getAnsiColorFormatter({ value: (value) => show(textOf(value)).replace(HIDDEN, escape) });
  const encoder = new TextEncoder();
  const write = options.write ?? ((line) => void Deno.stderr.writeSync(encoder.encode(line)));
  await configure({
    reset: true,
    sinks: { lines: (record) => write(redact(line(format, record), secrets)) },
    loggers: [
      { category: "vitrine", lowestLevel: options.level, sinks: ["lines"] },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["lines"] },
    ],
  });
  return { [Symbol.asyncDispose]: () => reset() };
}

function line(format: TextFormatter, record: LogRecord): string {
  return `${format(record).trimEnd().replace(/\s*\n\s*/g, " ")}\n`;
}

function formatJson(record: LogRecord, show: (text: string) => string): string {
  const own = {
    time: new Date(record.timestamp).toISOString(),
    level: record.level,
    part: record.category.slice(1).join("."),
    message: record.message.map((part) => show(textOf(part))).join(""),
  };
  // Ours stand first, and win over properties of the same names.
  const json = JSON.stringify({ ...own, ...record.properties, ...own }, (_key, value) => {
    if (value instanceof Error) return describeError(value);
    if (typeof value === "string" && value !== own.message) return show(value);
    return typeof value === "bigint" ? String(value) : value;
  });
  return json.replace(HIDDEN, escape);
}

function shorten(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
}

/** As JSON writes what it does not show. */
function escape(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/** A value within a message: an error, or its description, by what it says. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) return describeError(value).message;
  if (typeof value !== "object" || value === null) return String(value);
  return "message" in value ? String(value.message) : JSON.stringify(value);
}

/** What a log line says of an error: no stack, for its frames name no cause that the chain does not. */
export interface ErrorDescription {
  /** The class. */
  readonly name: string;
  /** The message, with those of its causes. */
  readonly message: string;
  /** Its stable code, where it has one. */
  readonly code?: string;
}

/** Describes an error and the chain of its causes in one line. */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { name: typeof error, message: textOf(error) };
  const code = "code" in error ? { code: String(error.code) } : {};
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  const cause = inner === undefined ? "" : describeError(inner).message;
  const message = error.message || error.name;
  return {
    name: error.name,
    message: message.includes(cause) ? message : `${message}: ${cause}`,
    ...code,
  };
}

/** A secret as it may stand in a line: as it is, as a URL carries it or was read, and each as JSON writes it. */
function spellings(secret: string): string[] {
  const spelled = [secret, encodeURIComponent(secret), readFromUrl(secret)];
  return [...new Set(spelled.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]))];
}

function readFromUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Strikes secrets out of a text. */
export function redact(text: string, secrets: readonly string[] = []): string {
  const struck = secrets.filter((secret) => secret.length >= 8)
    .reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
  return struck.replace(TOKEN, "$1[token]").replace(SIGNATURE, "$1[secret]").replace(
    PASSWORD,
    "$1[secret]@",
  );
}
