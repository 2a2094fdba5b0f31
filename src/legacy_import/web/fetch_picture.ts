import { DEADLINES } from "../../deadlines.ts";
import { MAX_ORIGINAL_BYTES } from "../../imaging/mod.ts";
import { retry, type RetryPolicy, within } from "../../std/mod.ts";
import {
  allowedAddresses,
  type IsAllowed,
  isPublicAddress,
  type Resolve,
  resolveHost,
} from "./address.ts";
import { HostRefused, refusalOf } from "./errors.ts";
import { createHosts } from "./hosts.ts";
import { isRemovedPicture, isWebPage } from "./pages.ts";
import { type Answer, requestOnce } from "./request.ts";

/** Downloads the picture of a URL of others. */
export type FetchPicture = (url: URL) => Promise<Uint8Array<ArrayBuffer>>;

/** What tests change. */
export interface FetchPictureOptions {
  /** {@link isPublicAddress} if absent. */
  readonly isAllowed?: IsAllowed;
  readonly resolve?: Resolve;
  readonly policy?: RetryPolicy;
  readonly ca?: string;
  readonly maxBytes?: number;
}

/** Enough for a broken connection and a host that is busy for a moment. A longer outage is for the next run. */
const POLICY: RetryPolicy = {
  maxAttempts: 3,
  firstPauseMs: 500,
  longestPauseMs: 5_000,
  totalMs: DEADLINES.foreignPicture.ms,
};
/** A short link and the host behind it need two or three. */
const MAX_REDIRECTS = 5;
const GONE: readonly number[] = [404, 410];
const BUSY: readonly number[] = [408, 425, 429];

/**
 * Creates the download of pictures from other hosts. Only public addresses are connected to, and each redirect is checked
 * anew. The bytes may be anything: only a web page is recognised here.
 *
 * The function throws {@link HostRefused}.
 */
export function createFetchPicture(options: FetchPictureOptions = {}): FetchPicture {
  const { policy = POLICY } = options;
  const hosts = createHosts();
  return (url) =>
    hosts.run(url.host, () =>
      retry(
        (attempt, leftMs) => attemptWithin(leftMs, url, attempt, options),
        policy,
        {
          isTransient: (error) => error instanceof HostRefused && error.isTransient,
          leastPauseMs: (error) => error instanceof HostRefused ? error.retryAfterMs : 0,
          random: Math.random,
        },
      ));
}

async function attemptWithin(
  leftMs: number,
  url: URL,
  attempt: number,
  options: FetchPictureOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await within(leftMs, (signal) => follow(url, attempt, signal, options));
  } catch (error) {
    throw refusalOf(error);
  }
}

async function follow(
  first: URL,
  attempt: number,
  signal: AbortSignal,
  options: FetchPictureOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  let url = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await ask(url, attempt, signal, options);
    if (!("location" in answer)) return pictureOf(answer);
    url = redirected(answer.location, url);
  }
  throw new HostRefused("too_many_redirects");
}

async function ask(
  url: URL,
  attempt: number,
  signal: AbortSignal,
  options: FetchPictureOptions,
): Promise<Answer> {
  const { isAllowed = isPublicAddress, resolve = resolveHost } = options;
  const { maxBytes = MAX_ORIGINAL_BYTES, ca } = options;
  if (url.username !== "" || url.password !== "") throw new HostRefused("credentials_in_url");
  const addresses = await allowedAddresses(url, { resolve, isAllowed });
  signal.throwIfAborted();
  // Each attempt takes the next address.
  const address = addresses[(attempt - 1) % addresses.length]!;
  return await requestOnce({ url, address, maxBytes, signal, ca });
}

function redirected(location: string, from: URL): URL {
  const url = URL.parse(location, from);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new HostRefused("not_http");
  if (isRemovedPicture(url)) throw new HostRefused("gone");
  return url;
}

function pictureOf(answer: Exclude<Answer, { location: string }>): Uint8Array<ArrayBuffer> {
  if ("bytes" in answer) {
    if (answer.bytes.length === 0) throw new HostRefused("empty");
    if (isWebPage(answer.bytes)) throw new HostRefused("web_page");
    return answer.bytes;
  }
  const { status, retryAfterMs } = answer;
  if (GONE.includes(status)) throw new HostRefused("gone");
  if (status >= 500 && status < 600 || BUSY.includes(status)) {
    throw new HostRefused("host_unavailable", { isTransient: true, retryAfterMs });
  }
  throw new HostRefused("not_given");
}
