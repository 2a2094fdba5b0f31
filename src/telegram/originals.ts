import type { Api } from "grammy";
import type { FetchOriginal, OriginalRefused } from "../delivery/mod.ts";
import { VitrineError } from "../errors.ts";
import { MAX_ORIGINAL_BYTES } from "../imaging/mod.ts";
import { isReferenceRefused } from "./errors.ts";

const TIMEOUT_MS = 60_000;

/** Telegram did not hand out a file: the same call may succeed later. */
export class OriginalUnavailable extends VitrineError {
  /** Stored and logged. */
  readonly code = "original_unavailable";
}

/** Where files lie: the Bot API server and the token that is part of each address. */
export interface FileHost {
  /** Without a slash at its end. */
  readonly apiRoot: string;
  /** Part of each address: an address must never be stored, logged or shown. */
  readonly token: string;
}

/**
 * Makes the download. The address holds the token, so errors name the file id alone; an address that has
 * expired is asked for once more. No more than 20 MiB is read, whatever Telegram declares.
 */
export function createFetchOriginal(api: Api, host: FileHost): FetchOriginal {
  return async (fileId, signal) => {
    for (let attempt = 1;; attempt++) {
      const path = await filePath(api, fileId, signal);
      if (typeof path !== "string") return path;
      const response = await download(`${host.apiRoot}/file/bot${host.token}/${path}`, signal);
      if (response.ok) return await readBounded(response);
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
    // grammY's types name a signal of Node's; ours is the same thing.
    const { file_path } = await api.getFile(fileId, signal as Parameters<Api["getFile"]>[1]);
    if (file_path !== undefined) return file_path;
    throw new OriginalUnavailable("Cannot download a picture from Telegram: it gives no path");
  } catch (error) {
    if (/file is too big/i.test(String(error))) return { refused: "file_too_big" };
    // "wrong file_id or the file is temporarily unavailable" is no verdict on the id.
    if (isReferenceRefused(error) && !/temporarily unavailable/i.test(String(error))) {
      return { refused: "file_gone" };
    }
    throw error;
  }
}

async function download(url: string, given: AbortSignal | undefined): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const signal = given === undefined ? timeout : AbortSignal.any([timeout, given]);
  try {
    return await fetch(url, { signal, redirect: "error" });
  } catch (error) {
    const reason = error instanceof Error ? error.name : "network error";
    throw new OriginalUnavailable(`Cannot download a picture from Telegram: ${reason}`);
  }
}

async function readBounded(response: Response) {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > MAX_ORIGINAL_BYTES) return { refused: "file_too_big" } as const;
      chunks.push(chunk);
    }
  } catch {
    throw new OriginalUnavailable("Cannot download a picture from Telegram: it broke off");
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return { bytes };
}
