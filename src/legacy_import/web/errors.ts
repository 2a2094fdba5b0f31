import { VitrineError } from "../../errors.ts";
import type { ImageRefusal } from "../../imaging/mod.ts";
import type { ForeignReason } from "../foreign_hints.ts";

/** Why a host does not give a picture. `FOREIGN_HINTS` says what to do, as of every picture for the last two. */
export type WebRefusal =
  | Extract<
    ForeignReason,
    | "host_not_found"
    | "gone"
    | "not_given"
    | "web_page"
    | "too_many_redirects"
    | "not_http"
    | "credentials_in_url"
    | "private_address"
    | "certificate"
    | "host_unavailable"
    | "host_given_up"
    | "bad_answer"
  >
  | Extract<ImageRefusal, "empty" | "too_many_bytes">;

/** Options of {@link HostRefused}. */
export interface HostRefusedOptions extends ErrorOptions {
  /** Whether the same request may succeed soon. */
  readonly isTransient?: boolean;
  /** The shortest pause that the host asks for. */
  readonly retryAfterMs?: number;
}

/** A host does not give a picture. */
export class HostRefused extends VitrineError {
  readonly code: WebRefusal;
  readonly isTransient: boolean;
  /** 0 if the host does not say. */
  readonly retryAfterMs: number;

  /** The message contains no address: an address may hold a secret. */
  constructor(code: WebRefusal, options: HostRefusedOptions = {}) {
    super(`Cannot fetch a picture: ${code}`, options);
    this.code = code;
    this.isTransient = options.isTransient ?? false;
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

/** Codes of node:net and node:dns that another attempt may mend. */
const PASSING = /^(ECONN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ABORT_ERR|ERR_STREAM)/;
const NO_HOST = /^(ENOTFOUND|EAI_NONAME|EAI_NODATA|ENODATA)$/;
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/;

/**
 * The error of a connection as a refusal. What is not known counts as an answer that cannot be understood, such as wrong HTTP
 * or a damaged archive: one odd host must not end the run.
 */
export function refusalOf(cause: unknown): HostRefused {
  if (cause instanceof HostRefused) return cause;
  const away = { cause, isTransient: true };
  if (cause instanceof DOMException) return new HostRefused("host_unavailable", away);
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  // Deno says so of a resolver that is away, too.
  if (NO_HOST.test(code)) return new HostRefused("host_not_found", away);
  if (PASSING.test(code)) return new HostRefused("host_unavailable", away);
  if (UNTRUSTED.test(code)) return new HostRefused("certificate", { cause });
  return new HostRefused("bad_answer", { cause });
}
