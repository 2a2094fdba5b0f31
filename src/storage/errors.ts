import { VitrineError } from "../errors.ts";

/** The object store could not be reached, or asked to be tried later. The same call may succeed. */
export class StorageUnavailable extends VitrineError {
  /** Stored and logged. */
  readonly code = "storage_unavailable";
  /** How long the store asked callers to wait: its `Retry-After`. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options?: ErrorOptions & { retryAfterMs?: number | undefined }) {
    super(message, options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** The object store refused (credentials, permission, bucket, request). Repeating does not help. */
export class StorageRefused extends VitrineError {
  /** Stored and logged. */
  readonly code = "storage_refused";
}

/** The account's daily cap is reached. It takes hours, or an operator. */
export class StorageCapExceeded extends VitrineError {
  /** Stored and logged. */
  readonly code = "storage_cap_exceeded";
}

/** The bytes do not match their key, or are not those that were sent. */
export class ObjectCorrupt extends VitrineError {
  /** Stored and logged. */
  readonly code = "object_corrupt";
}
