/**
 * Recognises Telegram's ids of files by their form, without asking Telegram.
 *
 * A `file_id` is a record in base64url: the type of the file, the data centre, ids and hashes, with runs of zeros
 * shortened, and one or two bytes of a version at its end. A `file_unique_id` is a shorter record without a version. Source:
 * tdlib/td FileManager.cpp (`from_persistent_id`), FileLocation.hpp; luckydonald/telegram_file_id; read 2026-11-28.
 * @module
 */

/** What an id says of itself. */
export type TelegramId =
  /** By which one bot may send and download the file. Only a `photo` can be sent as a photo. */
  | { readonly kind: "file_id"; readonly isPhoto: boolean }
  /** It can neither send nor download. */
  | { readonly kind: "file_unique_id" };

/** The versions of file ids: 2 until 2019, then 4. */
const VERSIONS: readonly (number | undefined)[] = [2, 4];
/** The version 4 has a second byte before it. */
const TWO_BYTES = 4;
const PHOTO = 2;
/** The highest type of a file that Telegram knows; some more, for new ones. */
const HIGHEST_TYPE = 31;
const FLAGS = 0b11 << 24;
/** td `DcId::is_valid`. */
const HIGHEST_DATA_CENTRE = 1000;
/** Type, data centre, id and access hash. */
const SHORTEST_RECORD = 24;
/** Class of the file and its id; of an old photo, volume, local id and class. */
const UNIQUE_RECORDS: readonly number[] = [12, 13, 16, 17];
const HIGHEST_CLASS = 5;

/** Reads an id. Undefined for any other text, such as the name of a file. */
export function readTelegramId(text: string): TelegramId | undefined {
  if (!/^[A-Za-z0-9_-]{14,400}={0,2}$/.test(text)) return undefined;
  const coded = decode(text);
  if (coded === undefined) return undefined;
  const isPhoto = readFileId(coded);
  if (isPhoto !== undefined) return { kind: "file_id", isPhoto };
  return isUniqueId(coded) ? { kind: "file_unique_id" } : undefined;
}

/** Whether it is the id of a photo; undefined if it is no file id. */
function readFileId(coded: Uint8Array): boolean | undefined {
  const version = coded.at(-1);
  if (!VERSIONS.includes(version)) return undefined;
  const record = expandZeros(coded.subarray(0, version === TWO_BYTES ? -2 : -1));
  if (record === undefined || record.length < SHORTEST_RECORD) return undefined;
  const view = new DataView(record.buffer);
  const type = view.getUint32(0, true) & ~FLAGS;
  const dataCentre = view.getInt32(4, true);
  if (type > HIGHEST_TYPE || dataCentre < 1 || dataCentre > HIGHEST_DATA_CENTRE) return undefined;
  return type === PHOTO;
}

function isUniqueId(coded: Uint8Array): boolean {
  const record = expandZeros(coded);
  if (record === undefined || !UNIQUE_RECORDS.includes(record.length)) return false;
  const fileClass = new DataView(record.buffer).getUint32(0, true);
  return fileClass >= 1 && fileClass <= HIGHEST_CLASS;
}

function decode(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(text.replace(/=+$/, ""), { alphabet: "base64url" });
  } catch {
    return undefined;
  }
}

/** A zero is followed by the length of its run. Undefined where a run has no length. */
function expandZeros(coded: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const bytes: number[] = [];
  for (let at = 0; at < coded.length; at++) {
    const byte = coded[at]!;
    if (byte !== 0) {
      bytes.push(byte);
      continue;
    }
    const run = coded[++at];
    if (run === undefined || run === 0) return undefined;
    bytes.push(...new Uint8Array(run));
  }
  return new Uint8Array(bytes);
}
