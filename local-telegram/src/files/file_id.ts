/**
 * Writes and reads file ids in TDLib's format: a little-endian record with its runs of zeros shortened, then two
 * version bytes, all in base64url. Layout and error texts are those of td FileManager.cpp (1.8.66, read 2026-09).
 * @module
 */
import type { FileKind } from "../state/records.ts";

/** The content of a file id. */
export interface FileIdParts {
  readonly kind: FileKind;
  readonly botId: number;
  readonly serial: number;
  /** 8 bytes as 16 hexadecimal digits. It ties the id to one bot. */
  readonly accessHash: string;
  /** The letter of a photo's size: s, m, x, y or w. */
  readonly size?: string;
}

/** A decoded id, or TDLib's error text. */
export type DecodedFileId = { readonly parts: FileIdParts } | { readonly refused: string };

const TYPE_NUMBERS: Readonly<Record<FileKind, number>> = {
  photo: 2,
  video: 4,
  document: 5,
  sticker: 8,
};
const FILE_REFERENCE_FLAG = 1 << 25;
const DATA_CENTRE = 2;
/** TDLib's `Version::Next - 1`. An id with a higher version comes from a newer server. */
const VERSION = 58;
const PERSISTENT_ID_VERSION = 4;
const UNREADABLE = "Wrong remote file identifier specified: can't unserialize it";
const BASE_LENGTH = 36;
const PHOTO_LENGTH = BASE_LENGTH + 8;

/** Writes a file id, such as `AgAC…` for a photo and `BQAC…` for a document. */
export function encodeFileId(parts: FileIdParts): string {
  const bytes = new Uint8Array(parts.kind === "photo" ? PHOTO_LENGTH : BASE_LENGTH);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, TYPE_NUMBERS[parts.kind] | FILE_REFERENCE_FLAG, true);
  view.setInt32(4, DATA_CENTRE, true);
  // The file reference is a TL string of 11 bytes. Its first eight bytes hold the bot's id.
  view.setUint8(8, 11);
  view.setBigInt64(9, BigInt(parts.botId), true);
  view.setBigInt64(20, BigInt(parts.serial), true);
  view.setBigUint64(28, BigInt(`0x${parts.accessHash}`), true);
  if (parts.kind === "photo") {
    view.setInt32(BASE_LENGTH, 1, true);
    view.setInt32(BASE_LENGTH + 4, parts.size?.charCodeAt(0) ?? 0, true);
  }
  const coded = new Uint8Array([...codeZeros(bytes), VERSION, PERSISTENT_ID_VERSION]);
  return coded.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Reads a file id. It checks in TDLib's order and returns TDLib's error texts. */
export function decodeFileId(fileId: string): DecodedFileId {
  if (fileId === "") return { refused: "Remote file identifier must be non-empty" };
  const problem = base64Problem(fileId);
  if (problem !== undefined) {
    return { refused: `Wrong remote file identifier specified: ${problem}` };
  }
  const coded = Uint8Array.fromBase64(fileId, { alphabet: "base64url" });
  if (coded.at(-1) !== PERSISTENT_ID_VERSION) {
    return { refused: `${UNREADABLE}. Wrong last symbol` };
  }
  if ((coded.at(-2) ?? 0) > VERSION) return { refused: "Invalid remote file identifier" };
  const parts = readParts(decodeZeros(coded.subarray(0, -2)));
  return parts === undefined ? { refused: UNREADABLE } : { parts };
}

function readParts(bytes: Uint8Array): FileIdParts | undefined {
  if (bytes.length < BASE_LENGTH) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const kind = kindOf(view.getInt32(0, true) & ~FILE_REFERENCE_FLAG);
  if (kind === undefined || view.getInt32(4, true) !== DATA_CENTRE) return;
  if (bytes.length !== (kind === "photo" ? PHOTO_LENGTH : BASE_LENGTH)) return;
  const parts = {
    kind,
    botId: Number(view.getBigInt64(9, true)),
    serial: Number(view.getBigInt64(20, true)),
    accessHash: view.getBigUint64(28, true).toString(16).padStart(16, "0"),
  };
  if (kind !== "photo") return parts;
  return { ...parts, size: String.fromCharCode(view.getInt32(BASE_LENGTH + 4, true)) };
}

function kindOf(typeNumber: number): FileKind | undefined {
  const kinds = Object.keys(TYPE_NUMBERS) as FileKind[];
  return kinds.find((kind) => TYPE_NUMBERS[kind] === typeNumber);
}

/** Returns the error text of TDLib's base64 decoder; undefined when the text is valid. */
function base64Problem(text: string): string | undefined {
  const unpadded = text.replace(/={1,2}$/, "");
  if (text.length !== unpadded.length && text.length % 4 !== 0) return "Wrong string padding";
  if (unpadded.length % 4 === 1) return "Wrong string length";
  if (!/^[A-Za-z0-9_-]*$/.test(unpadded)) return "Wrong character in the string";
  const spareBits = (unpadded.length * 6) % 8;
  const last = ALPHABET.indexOf(unpadded.at(-1) ?? "A");
  const isClean = (last & ((1 << spareBits) - 1)) === 0;
  return isClean ? undefined : "Wrong padding in the string";
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Shortens each run of n zeros to the two bytes 0 and n. */
function codeZeros(bytes: Uint8Array): number[] {
  const coded: number[] = [];
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    coded.push(byte);
    if (byte !== 0) continue;
    let run = 1;
    while (run < 250 && bytes[index + run] === 0) run++;
    coded.push(run);
    index += run - 1;
  }
  return coded;
}

function decodeZeros(coded: Uint8Array): Uint8Array {
  const bytes: number[] = [];
  for (let index = 0; index < coded.length; index++) {
    const byte = coded[index] ?? 0;
    if (byte !== 0) bytes.push(byte);
    else for (let run = coded[++index] ?? 0; run > 0; run--) bytes.push(0);
  }
  return new Uint8Array(bytes);
}
