import { VitrineError } from "../errors.ts";
import { StorageCapExceeded, StorageRefused, StorageUnavailable } from "./errors.ts";

/** Statuses that say "later": request time-out, too many requests; every 5xx joins them. */
const LATER_STATUSES = new Set([408, 429]);

/** 4xx answers that blame the way and not the request: the body or the clock was off. */
const LATER_CODES = new Set([
  "RequestTimeout",
  "BadDigest",
  "IncompleteBody",
  "XAmzContentSHA256Mismatch",
  "RequestTimeTooSkewed",
]);

/**
 * Backblaze answers 403 when a daily cap is reached, in several wordings, for example
 * `download_cap_exceeded` or "Transaction cap exceeded, see the Caps & Alerts page".
 */
const CAP_EXCEEDED = /cap[ _]?exceeded/i;

/** The parts of an AWS SDK or node:http error that decide what it means. */
interface ForeignError extends Error {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/**
 * Says what a foreign error means: one of this module's errors, or the error itself when it is not
 * the store's doing (a bug). `action` reads like `get "products/…"`.
 */
export function translate(action: string, error: unknown, nowMs = Date.now()): unknown {
  if (!(error instanceof Error) || error instanceof VitrineError) return error;
  const foreign: ForeignError = error;
  const status = foreign.$metadata?.httpStatusCode;
  if (status !== undefined) return translateAnswer(action, foreign, status, nowMs);
  const reason = typeof foreign.code === "string" ? foreign.code : foreign.message;
  if (!isTransport(foreign)) return error;
  return new StorageUnavailable(`Cannot ${action}: ${reason}`, { cause: error });
}

function translateAnswer(action: string, error: ForeignError, status: number, nowMs: number) {
  const retryAfter = error.$response?.headers?.["retry-after"];
  const message = `Cannot ${action}: the store answered ${status} ${error.name}`;
  if (status === 403 && CAP_EXCEEDED.test(`${error.name} ${error.message}`)) {
    return new StorageCapExceeded(message, { cause: error });
  }
  // A body that broke off leaves the code of the socket's error: what it would have said is not known.
  const brokeOff = typeof error.code === "string";
  const isLater = status < 400 || status >= 500 || LATER_STATUSES.has(status);
  if (isLater || brokeOff || LATER_CODES.has(error.name)) {
    return new StorageUnavailable(message, {
      cause: error,
      retryAfterMs: parseRetryAfter(retryAfter, nowMs),
    });
  }
  return new StorageRefused(message, { cause: error });
}

/** Node's socket, DNS and TLS errors carry a code such as `ECONNRESET`; a deadline is a DOMException. */
function isTransport(error: ForeignError): boolean {
  return typeof error.code === "string" || error.name === "TimeoutError" ||
    error.name === "AbortError";
}

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110 §10.2.3); undefined for anything else. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  // Date.parse alone takes "-1" for a year.
  const at = value.endsWith(" GMT") ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
