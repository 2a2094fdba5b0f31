import type { Api } from "grammy";
import type { FetchOriginal, OriginalRefused } from "../pictures/mod.ts";
import { DEADLINES } from "../deadlines.ts";
import { MAX_ORIGINAL_BYTES } from "../imaging/mod.ts";
import { readStream, TooManyBytes } from "../std/mod.ts";
import { tracedRequest } from "../traces.ts";
import { isReferenceRefused, isTemporarilyAway, OriginalUnavailable } from "./errors.ts";

/** Where Telegram's files are. */
export interface FileHost {
  /** Without a slash at its end. */
  readonly apiRoot: string;
  /** It is part of each file's address. An address must never be stored, logged or shown. */
  readonly token: string;
}

/**
 * Makes the download. Its errors do not name the address, which holds the token. An expired address is asked for once
 * more. At most 20 MiB are read, whatever length Telegram declares.
 */
export function createFetchOriginal(api: Api, host: FileHost): FetchOriginal {
  return async (fileId, signal) => {
    for (let attempt = 1;; attempt++) {
      const path = await filePath(api, fileId, signal);
      if (typeof path !== "string") return path;
      const response = await download(`${host.apiRoot}/file/bot${host.token}/${path}`, signal);
      if (response.ok) return await readBody(response);
      await response.body?.cancel();
      if (response.status !== 404 || attempt === 2) {
        throw new OriginalUnavailable(
          `Cannot download a picture from Telegram: status ${response.status}`,
        );
      }
    }
  };
}

async function filePath(
  api: Api,
  fileId: string,
  signal: AbortSignal | undefined,
): Promise<string | { refused: OriginalRefused }> {
  try {
    // grammY's types want Node's AbortSignal, which is the same.
    const { file_path } = await api.getFile(fileId, signal as Parameters<Api["getFile"]>[1]);
    if (file_path !== undefined) return file_path;
    throw new OriginalUnavailable("Cannot download a picture from Telegram: it gives no path");
  } catch (error) {
    if (/file is too big/i.test(String(error))) return { refused: "file_too_big" };
    if (isReferenceRefused(error) && !isTemporarilyAway(error)) return { refused: "file_gone" };
    throw error;
  }
}

/** Sends one request for a file. Its errors do not name the address. */
export async function download(
  url: string,
  given: AbortSignal | undefined,
): Promise<Response> {
  const timeout = AbortSignal.timeout(DEADLINES.original.ms);
  const signal = given === undefined ? timeout : AbortSignal.any([timeout, given]);
  try {
    return await tracedRequest(
      "Telegram download",
      () => fetch(url, { signal, redirect: "error" }),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.name : "network error";
    throw new OriginalUnavailable(`Cannot download a picture from Telegram: ${reason}`);
  }
}

/** Reads a file, up to 20 MiB. */
export async function readBody(
  response: Response,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer> } | { readonly refused: "file_too_big" }> {
  try {
    if (response.body === null) return { bytes: new Uint8Array() };
    const announcedBytes = Number(response.headers.get("content-length")) || undefined;
    const size = { maxBytes: MAX_ORIGINAL_BYTES, announcedBytes };
    return { bytes: await readStream(response.body, size) };
  } catch (error) {
    if (error instanceof TooManyBytes) return { refused: "file_too_big" } as const;
    throw new OriginalUnavailable("Cannot download a picture from Telegram: it broke off");
  }
}
