import type { CapturedFileId } from "../domain/mod.ts";
import { describeError, logger } from "../log.ts";
import { type ImageRefusal, MAX_ORIGINAL_BYTES } from "../imaging/mod.ts";
import { type ColumnValue, readColumnValue, readInlinePicture } from "../pictures/mod.ts";
import { createSemaphore } from "../std/mod.ts";
import type { BucketUrls } from "../storage/mod.ts";
import type { ForeignReason } from "./foreign_hints.ts";
import { type Left, leftBy, type Outcome } from "./outcome.ts";
import type { TelegramFile, TelegramFiles, TelegramRefusal } from "./telegram_files.ts";
import { HostRefused, type WebRefusal } from "./web/errors.ts";
import type { FetchPicture } from "./web/fetch_picture.ts";
import { reasonOfPage } from "./web/pages.ts";

/** The original of a picture, or why there is none. */
export type ForeignOriginal = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly left: Left };

/** Originals that are not files of the shop: at other hosts, at Telegram, or in the column itself. */
export interface Elsewhere {
  /**
   * Gets the original that a value names and gives it to `use`. Undefined for the path of a file and for a value that names
   * no picture. Few originals are in memory at once: the next one is fetched when `use` has ended.
   */
  read<T>(value: string, use: (original: ForeignOriginal) => Promise<T>): Promise<T> | undefined;
  /** The id by which the bot that is configured may send the photo that a value names. */
  fileIdOf(value: string): CapturedFileId | undefined;
}

/** What {@link createElsewhere} needs. */
export interface ElsewhereParts {
  readonly bucketUrls: BucketUrls;
  readonly telegram: TelegramFiles;
  /** Absent when no other host may be asked. */
  readonly fetchPicture?: FetchPicture | undefined;
}

/** Originals in memory at once: one is fetched while others are rendered. */
const AT_ONCE = 4;

const WEB: Readonly<Record<WebRefusal, Outcome>> = {
  host_not_found: "missing",
  gone: "missing",
  not_given: "unreadable",
  empty: "unreadable",
  too_many_redirects: "unreadable",
  web_page: "unsupported",
  too_many_bytes: "unsupported",
  not_http: "unsupported",
  credentials_in_url: "unsupported",
  private_address: "unsupported",
  certificate: "failed",
  host_unavailable: "failed",
  host_given_up: "failed",
  bad_answer: "failed",
};

/** A picture that is left, for a reason that has a hint. */
interface LeftElsewhere extends Left {
  readonly reason: ForeignReason | ImageRefusal | "not_a_path";
}

const TELEGRAM: Readonly<Record<TelegramRefusal, LeftElsewhere>> = {
  not_given: { outcome: "missing", reason: "not_given_to_this_bot" },
  link_ended: { outcome: "missing", reason: "telegram_link_ended" },
  file_too_big: { outcome: "unsupported", reason: "too_many_bytes" },
  unavailable: { outcome: "failed", reason: "telegram_unavailable" },
  no_bot: { outcome: "failed", reason: "no_bot_token" },
};

/** Creates the way to the originals that are not files. */
export function createElsewhere(parts: ElsewhereParts): Elsewhere {
  const slots = createSemaphore(AT_ONCE);
  return {
    read: (text, use) => {
      const value = readColumnValue(text, parts.bucketUrls);
      if (value.kind === "path" || value.kind === "nothing") return undefined;
      return slots(async () => await use(await originalOf(value, text, parts)));
    },
    fileIdOf: (text) => {
      const value = readColumnValue(text, parts.bucketUrls);
      const { botId } = parts.telegram;
      if (value.kind !== "file_id" || !value.isPhoto || botId === undefined) return undefined;
      return { botId, fileId: value.fileId };
    },
  };
}

async function originalOf(
  value: ColumnValue,
  text: string,
  { telegram, fetchPicture }: ElsewhereParts,
): Promise<ForeignOriginal> {
  switch (value.kind) {
    case "web":
      return await fromWeb(value.url, fetchPicture);
    case "telegram_file": {
      if (telegram.takes(value)) return originalFrom(await telegram.byLink(value));
      const { origin, token, path } = value;
      return await fromWeb(new URL(`${origin}/file/bot${token}/${path}`), fetchPicture);
    }
    case "file_id":
      return originalFrom(await telegram.byId(value.fileId));
    case "inline":
      return fromText(text);
    default:
      return { left: leftAs(value) };
  }
}

function leftAs({ kind }: ColumnValue): LeftElsewhere {
  if (kind === "file_unique_id") return { outcome: "unsupported", reason: "file_unique_id" };
  if (kind === "other_url") return { outcome: "unsupported", reason: "unknown_scheme" };
  return { outcome: "unsupported", reason: "not_a_path" };
}

async function fromWeb(url: URL, fetchPicture: FetchPicture | undefined): Promise<ForeignOriginal> {
  if (fetchPicture === undefined) return { left: { outcome: "elsewhere", reason: "not_fetched" } };
  try {
    return { bytes: await fetchPicture(url) };
  } catch (error) {
    if (!(error instanceof HostRefused)) throw error;
    if (error.code === "bad_answer") {
      logger("legacy_import").warn("{error}", { error: describeError(error) });
    }
    const reason = error.code === "web_page" ? reasonOfPage(url) : error.code;
    return { left: { outcome: WEB[error.code], reason } };
  }
}

function originalFrom(file: TelegramFile): ForeignOriginal {
  return "bytes" in file ? file : { left: TELEGRAM[file.refused] };
}

function fromText(text: string): ForeignOriginal {
  const picture = readInlinePicture(text.trim());
  if ("broken" in picture) return { left: leftBy("corrupt") };
  return picture.bytes.length > MAX_ORIGINAL_BYTES ? { left: leftBy("too_many_bytes") } : picture;
}
