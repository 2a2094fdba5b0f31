/**
 * Writes the log: one line for each event, as JSON or as text for a terminal. It removes every secret.
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
import { visible, wrap } from "./std/mod.ts";

/** Options of the log. */
export interface LogOptions {
  /** Lines below this level are not written. */
  readonly level: LogLevel;
  readonly format: "text" | "json";
  /** Text is broken between words into lines of so many columns; not broken if absent. */
  readonly columns?: number | undefined;
  /** Texts that the log must never show. Texts shorter than 8 characters are ignored. */
  readonly secrets?: readonly string[];
  /** Standard error if absent. */
  readonly write?: (line: string) => void;
}

/**
 * A bot token, its colon perhaps percent-encoded. grammY puts it into network errors, as a part of the URL. Legacy rows hold links
 * of Telegram with it.
 */
const TOKEN = /(bot)?(?<!\d)\d{3,16}(?::|%(?:25)*3a)[\w-]{30,64}/gi;
/** Signatures and passwords in URLs. */
const SIGNATURE = /((?:X-Amz-)?(?:Signature|Credential)=)[^&,\s"]+/gi;
const PASSWORD = /(\b[a-z][a-z0-9+.-]{0,15}:\/\/[^:/@\s]{0,256}:)[^/\s"]+@/gi;

/** Longer values are cut. Nobody needs a page of HTML or a file's bytes in the log. */
const LONGEST_VALUE = 2000;
/**
 * The events of the log. A line about one has it in its field `event`. Code that waits for a line of the log must look for
 * the event: the text of a line may change.
 */
export type LogEvent =
  /** The HTTP server listens; `port`. */
  | "http_listening"
  /** A connection could not be accepted. Failures in the same minute have one line. */
  | "http_accept_failed"
  /** The machine or container has less memory than the shop needs; `has`, `needs`, in MiB. */
  | "little_memory"
  /** A part outside of the process refuses a setting; `problem`. */
  | "setting_refused"
  /** Something in the settings is allowed and dangerous; `problem`. */
  | "setting_doubtful"
  /** PostgreSQL, B2 or Telegram cannot be reached, and the shop waits for it; `name`. */
  | "part_away"
  /** It is back; `name`. */
  | "part_back"
  /** Connections to PostgreSQL gave no answer, and were given up; `connections`, `waitedMs`. */
  | "connection_silent"
  /** PostgreSQL forgets prepared statements, and they are sent without names from now on. */
  | "prepared_forgotten"
  /** A loop of the shop makes no progress; `loop`, `idleMs`. */
  | "loop_stalled"
  /** It makes progress again; `loop`. */
  | "loop_goes_on"
  /** The schema cannot be updated yet: another session holds a lock; `pid`, `program`. */
  | "schema_waits"
  /** The columns were built again; `reason`, such as `bot` for another bot, and `changed` rows. */
  | "projection_rebuilt"
  /** The local Telegram runs; `url` is its chat page. */
  | "chat_page_open"
  /** The shop takes updates. */
  | "open_for_business"
  /** The process was told to stop. */
  | "stopping"
  /** It has stopped, with all parts that it has opened. */
  | "stopped"
  /** Telegram has started the ids of its updates anew; `from`, `to`. */
  | "update_ids_restarted"
  /** Telegram answers at once, and gives nothing new; `updates`, `offset`. Said once until something new comes. */
  | "polling_fruitless"
  /** An update failed and is tried again; `updateId`. */
  | "update_waits"
  /** A picture was shown; `productId`, `imageType`, `rung`. */
  | "picture_shown"
  /** A picture cannot be read from the place that its column names. */
  | "picture_unavailable"
  /** PostgreSQL failed to append what a view found out about a file id; `productId`. */
  | "event_log_not_told"
  /** A job has stored a product's picture, or found that this is not needed; `productId`. */
  | "image_stored"
  /** A product's picture can never be stored; `productId`, `refused`. */
  | "image_refused"
  /** An attempt to store a product's picture failed, and another follows; `productId`. */
  | "image_waits"
  /** A job has erased a product; `productId`. */
  | "product_erased"
  | "picture_elsewhere"
  /** Objects of an erased product have keys whose address leads elsewhere; `productId`, `oddKeys`. */
  | "odd_keys_left"
  /** The key may not list versions, so Backblaze's native addresses cannot be led to their objects. Said once. */
  | "versions_not_listed"
  /** The second look at an erased product found objects that came late, and erased them; `productId`. */
  | "late_put_erased"
  /** A job was to erase a product that is not deleted; `productId`. */
  | "erasing_needless"
  /** An attempt to erase a product failed, and another follows; `productId`. */
  | "erasing_waits"
  /** A warm-up has listed the products whose pictures the bot does not have; `botId`, `products`. */
  | "warm_up_began"
  /** It has done a part; `done` of `products`, and `uploaded` pictures in this part. */
  | "warm_up_goes_on"
  /** It has ended; `products`. */
  | "warm_up_ended"
  /** An attempt failed, and another follows. */
  | "warm_up_waits"
  /** One is due and the settings name no chat for it. */
  | "warm_up_nowhere"
  /** A check by the clock has run; `check`, `outcome`, `counts`, or `error` if it could not run. */
  | "check_ran"
  /** What a check found could not be told to operators, and is tried again. */
  | "check_failed"
  /** The hourly clean-up failed. The next one follows in an hour. */
  | "clean_up_failed"
  /** A job ended because the process stops, and another process repeats it; `job`, `jobId`. */
  | "job_left"
  /** The data of a job cannot be read, and the job is given up; `job`, `jobId`. */
  | "job_unreadable"
  /** An operator has paused a queue; `queue`. */
  | "queue_paused"
  /** The disk cache failed. Failures in the same minute have one line; `action`, such as `write`. */
  | "cache_failed"
  /** An operator did something in the console; `action`, `target`, `by`. */
  | "operator_acted"
  /** The console can be opened; `url`. */
  | "console_open"
  /** While pictures move: one of the two buckets has not got an object; `key`. `deno task move-bucket` copies it. */
  | "mirror_behind"
  /** While pictures move: what only the second bucket had was put into the first; `key`. */
  | "mirror_mended"
  /** The daily cap of B2 is reached. */
  | "cap_reached";

/** The properties of a line about an event. */
export function named<About extends object>(
  event: LogEvent,
  about: About,
): About & { readonly event: LogEvent } {
  return { ...about, event };
}

/** The logger of a part of Vitrine, such as `http`. */
export function logger(part: string): Logger {
  return getLogger(["vitrine", part]);
}

/** Sets up the log. Disposal ends it. */
export async function openLog(options: LogOptions): Promise<AsyncDisposable> {
  const secrets = (options.secrets ?? []).flatMap(spellings);
  // Remove secrets before the cut: half a secret would not be recognized. All others leave the whole line at once.
  const show = (text: string) =>
    text.length > LONGEST_VALUE ? shorten(redact(text, secrets)) : text;
  const format = options.format === "json"
    ? (record: LogRecord) => formatJson(record, show)
    : getAnsiColorFormatter({
      timestamp: "time",
      category: ([, ...part]) => part.join("·"),
      value: (value) => visible(show(redact(textOf(value), secrets))),
    });
  const columns = options.format === "json" ? Infinity : options.columns ?? Infinity;
  const fit = (text: string) =>
    text.length <= columns ? text : wrap(text, columns, "    ").join("\n");
  const encoder = new TextEncoder();
  const write = options.write ?? ((line) => void Deno.stderr.writeSync(encoder.encode(line)));
  await configure({
    reset: true,
    sinks: { lines: (record) => write(`${fit(redact(line(format, record), secrets))}\n`) },
    loggers: [
      { category: "vitrine", lowestLevel: options.level, sinks: ["lines"] },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["lines"] },
    ],
  });
  return { [Symbol.asyncDispose]: () => reset() };
}

function line(format: TextFormatter, record: LogRecord): string {
  return format(record).trimEnd().replace(/\s*\n\s*/g, " ");
}

function formatJson(record: LogRecord, show: (text: string) => string): string {
  const own = {
    time: new Date(record.timestamp).toISOString(),
    level: record.level,
    part: record.category.slice(1).join("."),
    message: record.message.map((part) => show(textOf(part))).join(""),
  };
  // Own fields come first and replace properties of the same name.
  const json = JSON.stringify({ ...own, ...record.properties, ...own }, (_key, value) => {
    if (value instanceof Error) return describeError(value);
    if (typeof value === "string" && value !== own.message) return show(value);
    return typeof value === "bigint" ? String(value) : value;
  });
  return visible(json);
}

function shorten(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
}

/** A value in a message. Of an error, or its description, the message with PostgreSQL's detail and hint. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) return fullMessageOf(describeError(value));
  if (typeof value !== "object" || value === null) return String(value);
  return "message" in value ? fullMessageOf(value as ErrorDescription) : JSON.stringify(value);
}

/** An error as the log shows it: the chain of its causes, without a stack. */
export interface ErrorDescription {
  /** The name of its class. */
  readonly name: string;
  /** Includes the messages of its causes. */
  readonly message: string;
  /** The stable code, if the error has one. */
  readonly code?: string;
  /** What PostgreSQL adds to its error, such as the object that is in the way. */
  readonly detail?: string;
  /** What PostgreSQL advises. */
  readonly hint?: string;
}

/** Describes an error and the chain of its causes in one line. PostgreSQL's detail and hint are of the deepest cause. */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { name: typeof error, message: textOf(error) };
  const code = "code" in error ? { code: String(error.code) } : {};
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  const { message: cause, detail, hint } = inner === undefined
    ? { message: "", ...adviceOf(error) }
    : { ...adviceOf(error), ...describeError(inner) };
  const message = error.message || error.name;
  return {
    name: error.name,
    message: message.includes(cause) ? message : `${message}: ${cause}`,
    ...code,
    ...(detail !== undefined && { detail }),
    ...(hint !== undefined && { hint }),
  };
}

/** The message, and what PostgreSQL adds to it, as a text. */
export function fullMessageOf({ message, detail, hint }: ErrorDescription): string {
  const advice = [detail && `Detail: ${detail}`, hint && `Hint: ${hint}`].filter((each) => each);
  return advice.reduce<string>(
    (text, sentence) => `${text}${text.endsWith(".") ? "" : "."} ${sentence}`,
    String(message),
  );
}

function adviceOf(error: Error): Pick<ErrorDescription, "detail" | "hint"> {
  const { detail, hint } = error as { detail?: unknown; hint?: unknown };
  return {
    ...(typeof detail === "string" && detail !== "" && { detail }),
    ...(typeof hint === "string" && hint !== "" && { hint }),
  };
}

/** The forms of a secret: plain, URL-encoded and URL-decoded, and each of them as JSON and the log escape it. */
function spellings(secret: string): string[] {
  const spelled = [secret, encodeURIComponent(secret), readFromUrl(secret)]
    .flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]);
  return [...new Set(spelled.flatMap((text) => [text, visible(text)]))];
}

function readFromUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Replaces secrets in a text. */
export function redact(text: string, secrets: readonly string[] = []): string {
  const struck = secrets.filter((secret) => secret.length >= 8)
    .reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
  return struck.replace(TOKEN, "$1[token]").replace(SIGNATURE, "$1[secret]").replace(
    PASSWORD,
    "$1[secret]@",
  );
}
