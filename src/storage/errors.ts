import { VitrineError } from "../errors.ts";

/** The object store could not be reached or asked to be tried later: the same call may succeed. */
export class StorageUnavailable extends VitrineError {
  /** Stored and logged. */
  readonly code = "storage_unavailable";
  /** How long the store asked callers to stay away, from its `Retry-After`. */
  readonly retryAfterMs: number | undefined;

  /** `retryAfterMs` is what the store asked for, if it did. */
  constructor(message: string, options?: ErrorOptions & { retryAfterMs?: number | undefined }) {
    super(message, options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** The object store said no (credentials, permission, bucket, request): repeating will not help. */
export class StorageRefused extends VitrineError {
  /** Stored and logged. */
  readonly code = "storage_refused";
}

/** The account's daily cap is reached: wait for hours, and tell an operator. */
export class StorageCapExceeded extends VitrineError {
  /** Stored and logged. */
  readonly code = "storage_cap_exceeded";
}

/** The bytes are not those that the key names, or not those that were sent. */
export class ObjectCorrupt extends VitrineError {
  /** Stored and logged. */
  readonly code = "object_corrupt";
}
