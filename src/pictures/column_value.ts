/**
 * What the value of a picture's column is. Older shops stored paths, addresses, Telegram's ids, and pictures themselves,
 * in one column. Views, imports and their accounts ask this module.
 * @module
 */
import { redact } from "../log.ts";
import { type BucketUrls, NOTHING_PATTERN, type ObjectOfUrl } from "../storage/mod.ts";
import { isInlinePicture } from "./inline_picture.ts";
import { readTelegramAddress, type TelegramAddress, withoutTokens } from "./telegram_address.ts";
import { readTelegramId } from "./telegram_id.ts";
import { listedIn } from "./value_list.ts";

/** What a value is. */
export type ColumnValue =
  | { readonly kind: "nothing" }
  /** An object of our bucket. */
  | { readonly kind: "bucket" } & ObjectOfUrl
  /** `http://` or `https://` of others. */
  | { readonly kind: "web"; readonly url: URL }
  | Extract<TelegramAddress, { kind: "telegram_file" }>
  | { readonly kind: "file_id"; readonly fileId: string; readonly isPhoto: boolean }
  /** It names a file, but nobody can get it with this. */
  | { readonly kind: "file_unique_id" }
  /** The bytes of a picture as text; see `readInlinePicture`. */
  | { readonly kind: "inline" }
  /** A list of two or more values. */
  | { readonly kind: "several"; readonly values: readonly string[] }
  /** A URL that nobody fetches, such as `ftp://…` or `blob:…`. */
  | { readonly kind: "other_url"; readonly scheme: string }
  /** Anything else: the path of a file. */
  | { readonly kind: "path" };

/** The kinds of values. */
export type ValueKind = ColumnValue["kind"];

/** Also `None`, `null` and their like, which programs write for a missing value. */
const NOTHING = new RegExp(NOTHING_PATTERN, "i");

/** A text before `://`, or before `:` where it is a scheme of no host. `C:` is a drive. `file://` is a path. */
const OTHER_SCHEME =
  /^(?!file:)([a-z][a-z0-9+.-]+):(?=\/\/)|^(blob|cid|mailto|tg|about|javascript):/i;

/** Reads the value of a column. Space around it does not count. */
export function readColumnValue(value: string | null, bucketUrls: BucketUrls): ColumnValue {
  const text = value?.trim() ?? "";
  if (NOTHING.test(text)) return { kind: "nothing" };
  if (isInlinePicture(text)) return { kind: "inline" };
  const values = listedIn(text);
  if (values.length > 1) return { kind: "several", values };
  return readSingle(values[0]!, bucketUrls);
}

/** The values that a column holds: one, or those of a list. */
export function valuesIn(value: string): readonly string[] {
  const text = value.trim();
  return isInlinePicture(text) ? [] : listedIn(text);
}

function readSingle(text: string, bucketUrls: BucketUrls): ColumnValue {
  const object = bucketUrls.objectOf(text);
  if (object !== undefined) return { kind: "bucket", ...object };
  const url = webUrlOf(text);
  if (url !== undefined) return readWebUrl(url);
  const id = readTelegramId(text);
  if (id !== undefined) return id.kind === "file_id" ? { ...id, fileId: text } : id;
  const [, hosted, plain] = OTHER_SCHEME.exec(text) ?? [];
  const scheme = hosted ?? plain;
  return scheme === undefined
    ? { kind: "path" }
    : { kind: "other_url", scheme: scheme.toLowerCase() };
}

/**
 * Matches an address of the web, and perhaps what is none: for PostgreSQL. A case-insensitive regular expression (`~*`).
 */
export const WEB_ADDRESS_PATTERN = "^[\\s\"'<\\[]*(https?://|//[^/\\\\?#\\s]+\\.[^/\\\\?#\\s]+/)";

/**
 * `//host/1.jpg` is a URL without its scheme. It needs a dot in its host: a path may begin with two slashes. Some exports put
 * quotes around an address, or escape it for HTML.
 */
function webUrlOf(written: string): URL | undefined {
  const text = written.replace(/^["'<]+|["'>]+$/g, "").replaceAll("&amp;", "&");
  const whole = /^\/\/[^/\\?#\s]+\.[^/\\?#\s]+\//.test(text) ? `https:${text}` : text;
  return /^https?:\/\//i.test(whole) ? URL.parse(whole) ?? undefined : undefined;
}

function readWebUrl(url: URL): ColumnValue {
  const telegram = readTelegramAddress(url);
  if (telegram === undefined) return { kind: "web", url };
  if (telegram.kind === "telegram_file") return telegram;
  const isPhoto = readTelegramId(telegram.fileId);
  return {
    kind: "file_id",
    fileId: telegram.fileId,
    isPhoto: isPhoto?.kind === "file_id" && isPhoto.isPhoto,
  };
}

/** A user and a password before the host. */
const CREDENTIALS = /^(\s*(?:[a-z][a-z0-9+.-]*:)?\/\/)[^/?#\s]*@/i;
const LONGEST_SHOWN = 300;

/** A value as it may be printed, logged or written to a report: without secrets, and not longer than a line or two. */
export function showColumnValue(value: string): string {
  const text = isInlinePicture(value.trim()) ? value.trim().slice(0, 24) + "…" : value;
  const shown = redact(withoutTokens(text).replace(CREDENTIALS, "$1…@"));
  return shown.length <= LONGEST_SHOWN ? shown : `${shown.slice(0, LONGEST_SHOWN)}…`;
}
