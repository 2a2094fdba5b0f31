import type { CallPolicyName } from "./call_policies.ts";

/** Where the objects live; the values of the `B2_*` settings. */
export interface B2Settings {
  /** For example `https://s3.us-west-004.backblazeb2.com`. */
  readonly endpoint: string;
  /** The endpoint's middle part, for example `us-west-004`; part of each signature. */
  readonly region: string;
  /** The bucket's name. */
  readonly bucket: string;
  /** An application key's `keyID`; the master key does not work with the S3 API. */
  readonly keyId: string;
  /** Its secret. */
  readonly applicationKey: string;
}

/** What every call accepts. */
export interface CallOptions {
  /** Ends the call at once; the call then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** How long the call may be repeated; `job` if absent. */
  readonly policy?: CallPolicyName | undefined;
}

/** What {@link ObjectStore.put} must know beside the bytes. */
export interface PutOptions extends CallOptions {
  /** SHA-256 of the bytes, 64 hexadecimal digits. */
  readonly sha256: string;
  /** `image/jpeg` if absent. */
  readonly contentType?: string | undefined;
}

/** What {@link ObjectStore.get} accepts. */
export interface GetOptions extends CallOptions {
  /** A longer object is not read to its end; 20 MiB if absent. */
  readonly maxBytes?: number | undefined;
}

/** What {@link ObjectStore.list} accepts. */
export interface ListOptions extends CallOptions {
  /** Objects per request, 1 to 1000; 1000 if absent. */
  readonly pageSize?: number | undefined;
}

/** What {@link ObjectStore.delete} accepts. */
export interface DeleteOptions extends CallOptions {
  /** The version that {@link ObjectStore.put} returned; without it B2 hides the object and keeps its bytes. */
  readonly versionId?: string | undefined;
}

/** One line of a listing. */
export interface StoredObject {
  /** Not necessarily one that `objectKey` made. */
  readonly key: string;
  /** Length of the body. */
  readonly sizeBytes: number;
  /** Without quotation marks. In B2, the MD5 of what {@link ObjectStore.put} wrote. */
  readonly etag: string;
  /** When it was put, to the second or better. */
  readonly lastModified: Date;
}

/** One of the versions that a store keeps of an object. */
export interface ObjectVersion {
  /** What {@link DeleteOptions.versionId} names. */
  readonly versionId: string;
  /** Length of the body. */
  readonly sizeBytes: number;
  /** When it was put. */
  readonly lastModified: Date;
}

/** The kinds of request that a store counts. */
export type RequestKind = "put" | "get" | "list" | "delete" | "check";

/**
 * The pictures' source of truth. Every call throws `StorageUnavailable`, `StorageRefused` or
 * `StorageCapExceeded` when the store does not serve; that an object is not there is a value.
 */
export interface ObjectStore {
  /**
   * Stores bytes under a content-addressed key, and returns only if the store keeps these bytes. Repeating it is
   * harmless. The store's answer carries an MD5, which is compared. If it carries none (an ETag of another form), the
   * object is read back, and its SHA-256 is compared; that costs one `get` more.
   *
   * @throws {RangeError} for a key that is not made from these bytes.
   * @throws {ObjectCorrupt} if the store keeps other bytes than were sent.
   */
  put(key: string, bytes: Uint8Array, options: PutOptions): Promise<{ versionId?: string }>;
  /** The object's bytes; undefined if it is not there. Throws `ObjectCorrupt` if they do not match the key. */
  get(key: string, options?: GetOptions): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** The objects whose keys begin with `prefix`, in key order, fetched page by page. */
  list(prefix: string, options?: ListOptions): AsyncIterable<StoredObject>;
  /** What the store keeps of one object, the newest first; nothing where it keeps no versions. Counts as a listing. */
  versions(key: string, options?: CallOptions): Promise<readonly ObjectVersion[]>;
  /** Removes an object; removing one that is not there is no error. */
  delete(key: string, options?: DeleteOptions): Promise<void>;
  /** Returns if the bucket can be read with these credentials; costs one request (with the policy `view`). */
  check(options?: Pick<CallOptions, "signal">): Promise<void>;
  /**
   * Requests sent so far, each attempt counted. Deno (2.9.6) itself sends a request again, uncounted,
   * if the connection that was kept open for it turns out to be reset.
   */
  requests(): Readonly<Record<RequestKind, number>>;
}
