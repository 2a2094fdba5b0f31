import { badRequest } from "../errors.ts";
import { fileById, storeFile, storePhoto } from "../files/files.ts";
import type { Platform } from "../state/platform.ts";
import type { BotRecord, FileRecord } from "../state/records.ts";
import type { Payload, Upload } from "./payload.ts";

/** The data centre's error text for a dead id; it differs between a send and an edit. */
export const DEAD_FILE_TEXT = {
  send: "Wrong file identifier/HTTP URL specified",
  edit: "MEDIA_EMPTY",
} as const;

/** A file that a call names. */
export interface MediaRequest {
  readonly kind: "photo" | "document";
  /** A file id, a URL or `attach://field`; undefined when the parameter is missing. */
  readonly reference: string | undefined;
  /** The refusal of a dead id. */
  readonly deadText: string;
  /** The refusal when the request has no such file. */
  readonly missingText: string;
  /** The form field that holds the upload when there is no reference. */
  readonly field?: string;
}

/** Finds or stores the file that a call names by id, by address, or as an upload. */
export async function resolveMedia(
  platform: Platform,
  bot: BotRecord,
  payload: Payload,
  request: MediaRequest,
): Promise<FileRecord> {
  const { kind, reference, field, deadText, missingText } = request;
  const upload = uploadOf(payload, reference, field);
  if (upload !== undefined) return await storeUpload(platform, bot, kind, upload);
  if (reference === undefined || /^attach:\/\//i.test(reference)) throw badRequest(missingText);
  // A file id has no dot, so a string with one is an address.
  if (/^https?:\/\//i.test(reference) || reference.includes(".")) {
    return await storeUpload(platform, bot, kind, await fetchMedia(reference, kind));
  }
  return fileById(platform, bot, reference, kind, deadText);
}

function uploadOf(
  { uploads }: Payload,
  reference: string | undefined,
  field: string | undefined,
): Upload | undefined {
  const attached = /^attach:\/\/(.+)$/i.exec(reference ?? "")?.[1];
  const name = attached ?? (reference === undefined ? field : undefined);
  return name === undefined ? undefined : uploads.get(name);
}

const PHOTO_EXTENSION = /\.(jpe?g|gif|png|tiff?|bmp)$/i;

async function storeUpload(
  platform: Platform,
  bot: BotRecord,
  kind: "photo" | "document",
  { fileName, bytes }: Upload,
): Promise<FileRecord> {
  if (bytes.length === 0) throw badRequest("File must be non-empty");
  if (kind === "document") {
    return await storeFile(platform, bytes, {
      kind,
      fileName,
      mimeType: "application/octet-stream",
    });
  }
  if (/\.[^./]+$/.test(fileName) && !PHOTO_EXTENSION.test(fileName)) {
    throw badRequest(
      "Photo has unsupported extension. Use one of .jpg, .jpeg, .gif, .png, .tif or .bmp",
    );
  }
  return await storePhoto(platform, bot, bytes);
}

/** Fetches a file by its address. Telegram fetches from the whole web; this server only from its own machine. */
async function fetchMedia(reference: string, kind: "photo" | "document"): Promise<Upload> {
  const url = URL.parse(/^\w+:\/\//.test(reference) ? reference : `http://${reference}`);
  if (url === null || !/\.|^localhost$|^\[/.test(url.hostname)) {
    throw badRequest("Wrong HTTP URL specified");
  }
  if (!/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) throw unreachableUrl();
  const response = await fetch(url).catch(() => undefined);
  if (response === undefined) throw unreachableUrl();
  const bytes = await response.bytes();
  if (!response.ok) throw unreachableUrl();
  const contentType = response.headers.get("content-type") ?? "";
  if (kind === "photo" && !contentType.startsWith("image/")) {
    throw badRequest("Wrong type of the web page content");
  }
  return { fileName: "", bytes };
}

function unreachableUrl() {
  return badRequest("Failed to get HTTP URL content");
}
