import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { DEADLINES } from "../../deadlines.ts";
import { readBytes, TooManyBytes, within } from "../../std/mod.ts";
import { tracedRequest } from "../../traces.ts";
import { HostRefused } from "./errors.ts";

/** One request to an address that was checked. */
export interface CheckedRequest {
  readonly url: URL;
  /** The connection goes to this IP address, and the name is not asked for again. */
  readonly address: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Certificates to trust instead of the machine's, for tests. */
  readonly ca?: string | undefined;
}

/** An answer, or where it sends to. */
export type Answer =
  | { readonly status: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly status: number; readonly location: string }
  | { readonly status: number; readonly retryAfterMs: number };

/** Some hosts answer nobody who does not say who he is. No AVIF: a host that has the choice sends what everyone can read. */
const HEADERS = {
  "user-agent": "Vitrine/1.0 (migrate-images)",
  "accept": "image/jpeg,image/png,image/webp,image/*;q=0.8,*/*;q=0.5",
  "accept-encoding": "identity",
} as const;

/**
 * Sends one GET request. Follows no redirect. Only the body of a success is read.
 *
 * @throws {HostRefused} `too_many_bytes`.
 * @throws the error of the connection.
 */
export async function requestOnce(request: CheckedRequest): Promise<Answer> {
  // An address of an older row may hold the token of a bot.
  const response = await tracedRequest(
    "Host get",
    () => within(DEADLINES.foreignAnswer.ms, (signal) => headOf(request, signal), request.signal),
  );
  try {
    return await answerOf(response, request);
  } finally {
    response.destroy();
  }
}

function headOf(
  { url, address, ca, signal: whole }: CheckedRequest,
  head: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const secure = url.protocol === "https:";
  const request = (secure ? https : http).request({
    host: address,
    servername: /[a-z]/i.test(url.hostname) && !url.hostname.startsWith("[") ? url.hostname : "",
    port: url.port || (secure ? 443 : 80),
    path: `${url.pathname}${url.search}`,
    headers: { ...HEADERS, host: url.host },
    agent: false,
    ...(ca !== undefined && { ca }),
  }, resolve);
  const stop = () => request.destroy();
  head.addEventListener("abort", stop, { once: true });
  whole.addEventListener("abort", stop, { once: true });
  request.once("close", () => whole.removeEventListener("abort", stop));
  request.on("error", reject);
  request.end();
  return promise;
}

async function answerOf(response: IncomingMessage, request: CheckedRequest): Promise<Answer> {
  const { statusCode: status = 0, headers } = response;
  if (status >= 300 && status < 400 && headers.location !== undefined) {
    return { status, location: headers.location };
  }
  if (status < 200 || status >= 300) return { status, retryAfterMs: retryAfter(headers) };
  if (Number(headers["content-length"] ?? 0) > request.maxBytes) {
    throw new HostRefused("too_many_bytes");
  }
  return { status, bytes: await bodyOf(response, request) };
}

async function bodyOf(
  response: IncomingMessage,
  { maxBytes, signal }: CheckedRequest,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readBytes(unpacked(response), maxBytes);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof TooManyBytes
      ? new HostRefused("too_many_bytes", { cause: error })
      : error;
  }
}

/** Some hosts pack the body although nobody asked for it. */
function unpacked(response: IncomingMessage): AsyncIterable<Uint8Array> {
  const encoding = response.headers["content-encoding"]?.trim().toLowerCase();
  const unpack = encoding === "br"
    ? createBrotliDecompress()
    : encoding === "deflate"
    ? createInflate()
    : encoding === "gzip" || encoding === "x-gzip"
    ? createGunzip()
    : undefined;
  if (unpack === undefined) return response;
  response.once("error", (error) => unpack.destroy(error));
  return response.pipe(unpack);
}

const LONGEST_PAUSE_MS = 20_000;

/** Seconds; a date is not waited for. */
function retryAfter(headers: IncomingMessage["headers"]): number {
  const seconds = Number(headers["retry-after"] ?? 0);
  return Number.isFinite(seconds) ? Math.min(LONGEST_PAUSE_MS, Math.max(0, seconds * 1000)) : 0;
}
