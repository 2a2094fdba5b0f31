import { createHash } from "node:crypto";
import type { FileIdDeath } from "../control/control.ts";
import { badRequest, DataCentreRefusal } from "../errors.ts";
import type { Platform } from "../state/platform.ts";
import { type BotRecord, type FileKind, type FileRecord, nextNumber } from "../state/records.ts";
import { decodeFileId, encodeFileId, type FileIdParts } from "./file_id.ts";
import { inspectPhoto } from "./photo_header.ts";

/** Stores a photo. Equal bytes are the same photo while the ids of that photo work. */
export async function storePhoto(
  platform: Platform,
  bot: BotRecord,
  bytes: Uint8Array,
): Promise<FileRecord> {
  const header = inspectPhoto(bytes);
  const sha256 = await platform.blobs.put(bytes);
  const known = platform.state.files.values().find((file) =>
    file.kind === "photo" && file.sha256 === sha256 && isAlive(platform, bot, file)
  );
  return known ?? addFile(platform, { kind: "photo", sha256, sizeBytes: bytes.length, ...header });
}

/** Describes a file that is not a photo. */
export interface FileDescription {
  readonly kind: Exclude<FileKind, "photo">;
  readonly mimeType: string;
  readonly fileName?: string;
  readonly declaredSizeBytes?: number | undefined;
  readonly widthPx?: number;
  readonly heightPx?: number;
}

/** Stores a document, video or sticker. */
export async function storeFile(
  platform: Platform,
  bytes: Uint8Array,
  { declaredSizeBytes = bytes.length, ...description }: FileDescription,
): Promise<FileRecord> {
  const sha256 = await platform.blobs.put(bytes);
  const sides = { widthPx: 0, heightPx: 0 };
  return addFile(platform, { ...sides, ...description, sha256, sizeBytes: declaredSizeBytes });
}

function addFile(platform: Platform, file: Omit<FileRecord, "serial">): FileRecord {
  const record = { ...file, serial: nextNumber(platform.state, "file") };
  platform.state.files.set(String(record.serial), record);
  return record;
}

/** Returns the file of a stored message. A missing file is a bug of this server. */
export function requireFile(platform: Platform, serial: number | undefined): FileRecord {
  const file = platform.state.files.get(String(serial));
  if (file === undefined) throw new TypeError(`Cannot find file ${serial}: no such serial`);
  return file;
}

/** Returns this bot's id of a file; for a photo, the id of one size. */
export function fileIdOf(bot: BotRecord, { kind, serial }: FileRecord, size = "y"): string {
  const parts = { kind, serial, botId: bot.id, accessHash: accessHash(bot, serial) };
  return encodeFileId(kind === "photo" ? { ...parts, size } : parts);
}

/** Returns the unique id of a file. It depends on the content only, so it is the same for every bot and upload. */
export function uniqueIdOf({ kind, sha256 }: FileRecord, size = "y"): string {
  const digest = Uint8Array.fromHex(sha256.slice(0, 18)).toBase64({ alphabet: "base64url" });
  return kind === "photo" ? `AQAD${digest}${size}` : `AgAD${digest}`;
}

/** Finds a file by its unique id; for a photo, by the unique id of any size. */
export function fileByUniqueId(platform: Platform, uniqueId: string): FileRecord | undefined {
  return platform.state.files.values().findLast((file) =>
    file.kind === "photo"
      ? uniqueIdOf(file, "") === uniqueId.slice(0, -1)
      : uniqueIdOf(file) === uniqueId
  );
}

/** Finds the file that a bot names by id. It refuses a bad id in TDLib's words and a dead id with `deadText`. */
export function fileById(
  platform: Platform,
  bot: BotRecord,
  fileId: string,
  kind: FileKind,
  deadText: string,
): FileRecord {
  const decoded = decodeFileId(spoilt(platform, fileId));
  if ("refused" in decoded) throw badRequest(decoded.refused);
  const { parts } = decoded;
  if (parts.kind !== kind) {
    throw badRequest(`Can't use file of type ${typeName(parts.kind)} as ${typeName(kind)}`);
  }
  const file = fileOfParts(platform, bot, parts);
  if (file === undefined) throw new DataCentreRefusal(400, deadText);
  return file;
}

/** Finds the file that a bot wants to download; returns undefined for any bad id. */
export function downloadableFile(
  platform: Platform,
  bot: BotRecord,
  fileId: string,
): FileRecord | undefined {
  const decoded = decodeFileId(spoilt(platform, fileId));
  return "parts" in decoded ? fileOfParts(platform, bot, decoded.parts) : undefined;
}

/** Makes every id of a file fail for the bot that holds `fileId`. Returns whether this server knows the id. */
export function spoilFileId(platform: Platform, fileId: string, mode: FileIdDeath): boolean {
  const decoded = decodeFileId(fileId);
  if (!("parts" in decoded)) return false;
  const { botId, serial } = decoded.parts;
  if (platform.state.files.get(String(serial)) === undefined) return false;
  platform.state.spoiltIds.set(`${botId}:${serial}`, mode);
  return true;
}

/**
 * Replaces a killed id by one that really is foreign, garbage, of another type or of no file. The normal decoding then
 * gives the right error.
 */
function spoilt(platform: Platform, fileId: string): string {
  const decoded = decodeFileId(fileId);
  if (!("parts" in decoded)) return fileId;
  const { parts } = decoded;
  const mode = platform.state.spoiltIds.get(`${parts.botId}:${parts.serial}`);
  switch (mode) {
    case undefined:
      return fileId;
    case "dead":
      return encodeFileId({ ...parts, serial: 0 });
    case "foreign":
      return encodeFileId({ ...parts, botId: parts.botId + 1 });
    case "wrongType":
      return encodeFileId({ ...parts, kind: parts.kind === "document" ? "photo" : "document" });
    case "garbage":
      // A part of the record and the two version bytes: valid base64 and a valid ending, but no record.
      return fileId.slice(0, 16) + fileId.slice(-(4 + (fileId.length % 4)));
  }
}

function fileOfParts(
  platform: Platform,
  bot: BotRecord,
  { botId, serial, accessHash: presented }: FileIdParts,
): FileRecord | undefined {
  if (botId !== bot.id || presented !== accessHash(bot, serial)) return;
  const file = platform.state.files.get(String(serial));
  return file?.forgotten === true ? undefined : file;
}

function isAlive(platform: Platform, bot: BotRecord, file: FileRecord): boolean {
  return file.forgotten !== true &&
    platform.state.spoiltIds.get(`${bot.id}:${file.serial}`) === undefined;
}

/** Ties an id to a bot, so that an invented id or another bot's id is refused. */
function accessHash(bot: BotRecord, serial: number): string {
  return createHash("sha256").update(`${bot.id}:${serial}`).digest("hex").slice(0, 16);
}

function typeName(kind: FileKind): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}
