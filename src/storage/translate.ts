import { VitrineError } from "../errors.ts";
import { StorageCapExceeded, StorageRefused, StorageUnavailable } from "./errors.ts";

/** Statuses that mean "later", besides every 5xx: request time-out, too many requests. */
const LATER_STATUSES = new Set([408, 429]);

/** Codes of 4xx answers that mean "later": the body was damaged on its way, or the clock was wrong. */
const LATER_CODES = new Set([
  "RequestTimeout",
  "BadDigest",
  "IncompleteBody",
  "XAmzContentSHA256Mismatch",
  "RequestTimeTooSkewed",
]);

/**
 * Backblaze answers 403 when a daily cap is reached. The words differ, for example
 * `download_cap_exceeded` or "Transaction cap exceeded, see the Caps & Alerts page".
 */
const CAP_EXCEEDED = /cap[ _]?exceeded/i;

/** Node's codes for a certificate of another host, or of an authority that nobody here knows. Waiting mends neither. */
const UNTRUSTED =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?)|ERR_TLS_CERT_ALTNAME_INVALID)$/;

/** The fields of an error of the AWS SDK or node:http that tell its meaning. */
interface ForeignError extends Error {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/**
 * Turns an error of the SDK into one of this room's. An error that does not come from the store (a bug) stays as it is.
 * `action` reads like `get "products/…"`.
 */
export function translate(action: string, error: unknown, nowMs = Date.now()): unknown {
  if (!(error instanceof Error) || error instanceof VitrineError) return error;
  const foreign: ForeignError = error;
  const status = foreign.$metadata?.httpStatusCode;
  if (status !== undefined) return translateAnswer(action, foreign, status, nowMs);
  const reason = typeof foreign.code === "string" ? foreign.code : foreign.message;
  if (!isTransport(foreign)) return error;
  const message = `Cannot ${action}: ${reason}`;
  if (UNTRUSTED.test(reason)) return new StorageRefused(message, { cause: error });
  return new StorageUnavailable(message, { cause: error });
}

function translateAnswer(action: string, error: ForeignError, status: number, nowMs: number) {
  const retryAfter = error.$response?.headers?.["retry-after"];
  const message = `Cannot ${action}: the store answered ${status} ${error.name}`;
  if (status === 403 && CAP_EXCEEDED.test(`${error.name} ${error.message}`)) {
    return new StorageCapExceeded(message, { cause: error });
  }
  // The code of a socket's error means that the body broke off. The rest of the answer is unknown.
  const brokeOff = typeof error.code === "string";
  // S3 moves no bucket: its 301 means that the endpoint is that of another region.
  const isElsewhere = error.name === "PermanentRedirect";
  const isLater = status < 400 && !isElsewhere || status >= 500 || LATER_STATUSES.has(status);
  if (isLater || brokeOff || LATER_CODES.has(error.name)) {
    return new StorageUnavailable(message, {
      cause: error,
      retryAfterMs: parseRetryAfter(retryAfter, nowMs),
    });
  }
  return new StorageRefused(message, { cause: error });
}

/** The status of an answer; `failed` if there was none. */
export function statusOf(error: unknown): string {
  const { $metadata } = (error instanceof Error ? error : {}) as Partial<ForeignError>;
  return String($metadata?.httpStatusCode ?? "failed");
}

/** Node's socket, DNS and TLS errors carry a code such as `ECONNRESET`; a deadline is a DOMException. */
function isTransport(error: ForeignError): boolean {
  return typeof error.code === "string" || error.name === "TimeoutError" ||
    error.name === "AbortError";
}

/** Reads `Retry-After` as milliseconds: seconds or an HTTP date (RFC 9110 §10.2.3). Undefined for anything else. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  // Date.parse alone reads "-1" as a year.
  const at = value.endsWith(" GMT") ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
