import type { CallPolicyName } from "./call_policies.ts";

/** Where the objects are stored: the values of the settings `B2_*`. */
export interface B2Settings {
  /** For example `https://s3.us-west-004.backblazeb2.com`. */
  readonly endpoint: string;
  /** The middle part of the endpoint, for example `us-west-004`. Each signature contains it. */
  readonly region: string;
  readonly bucket: string;
  /** The `keyID` of an application key. The master key does not work with the S3 API. */
  readonly keyId: string;
  readonly applicationKey: string;
  /** A second bucket that gets the same while pictures move from one to the other. */
  readonly mirror?: MirrorSettings;
}

/** The second bucket: the values of the settings `B2_MIRROR_*`. */
export interface MirrorSettings extends Omit<B2Settings, "mirror"> {
  /** Base of the URLs that rows of an older shop may have for it. */
  readonly publicUrl?: string;
}

/** What every call accepts. */
export interface CallOptions {
  /** Ends the call at once. The call then throws the signal's reason. */
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
  /** An older shop made the key. Only a copy of such an object is put. */
  readonly isOlder?: boolean | undefined;
}

/** What {@link ObjectStore.get} accepts. */
export interface GetOptions extends CallOptions {
  /** A longer object is not read to its end; 20 MiB if absent. */
  readonly maxBytes?: number | undefined;
  /** Gives this version; the newest one if absent. */
  readonly versionId?: string | undefined;
  /** An older shop made the key: that it looks like one of ours says nothing about the bytes. */
  readonly isOlder?: boolean | undefined;
}

/** What {@link ObjectStore.list} accepts. */
export interface ListOptions extends CallOptions {
  /** Objects per request, 1 to 1000; 1000 if absent. */
  readonly pageSize?: number | undefined;
  /** Also lists, in any order, what only the second bucket has. */
  readonly everywhere?: boolean | undefined;
}

/** What {@link ObjectStore.delete} accepts. */
export interface DeleteOptions extends CallOptions {
  /** The version that {@link ObjectStore.put} returned. Without it, B2 hides the object and keeps its bytes. */
  readonly versionId?: string | undefined;
}

/** One line of a listing. */
export interface StoredObject {
  /** Not every key was made by `objectKey`. */
  readonly key: string;
  readonly sizeBytes: number;
  /** Without quotation marks. In B2, the MD5 of what {@link ObjectStore.put} wrote. */
  readonly etag: string;
  /** When it was put, to the second or better. */
  readonly lastModified: Date;
}

/** One of the versions that a store keeps of an object. */
export interface ObjectVersion {
  /** See {@link DeleteOptions.versionId}. */
  readonly versionId: string;
  readonly sizeBytes: number;
  /** When it was put. */
  readonly lastModified: Date;
}

/** A version in a listing of all objects. */
export interface ListedVersion extends ObjectVersion {
  readonly key: string;
  /** Whether a get of the object gives this version. */
  readonly isNewest: boolean;
}

/** The kinds of request that a store counts. */
export type RequestKind = "put" | "get" | "list" | "delete" | "check";

/**
 * The source of truth for the bytes of pictures. Every call throws `StorageUnavailable`, `StorageRefused` or
 * `StorageCapExceeded` when the store does not serve. An object that is not there is no error.
 */
export interface ObjectStore {
  /**
   * Stores bytes under a content-addressed key, and returns only if the store keeps these bytes. Repeating it is
   * harmless. The store's answer carries an MD5, which is compared. If it carries something else (an ETag of another form,
   * or of the encrypted object), the object is read back, and its SHA-256 is compared; that costs one `get` more.
   *
   * @throws {RangeError} for a key that is not made from these bytes.
   * @throws {ObjectCorrupt} if the store keeps other bytes than were sent.
   */
  put(key: string, bytes: Uint8Array, options: PutOptions): Promise<{ versionId?: string }>;
  /**
   * The object's bytes; undefined if it is not there, or if its key has parts such as `..`. Throws `ObjectCorrupt` if
   * they do not match the key.
   */
  get(key: string, options?: GetOptions): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Lists the objects whose keys begin with `prefix`, in the order of their keys, page by page. */
  list(prefix: string, options?: ListOptions): AsyncIterable<StoredObject>;
  /** The versions of one object, the newest first; none in a store that keeps no versions. It counts as a listing. */
  versions(key: string, options?: CallOptions): Promise<readonly ObjectVersion[]>;
  /** Every version of every object, by key, the newest first; none in a store that keeps no versions. */
  allVersions(options?: CallOptions): AsyncIterable<ListedVersion>;
  /**
   * Removes an object. Removing one that is not there is no error.
   *
   * @throws {RangeError} for a key with parts such as `..`: only an operator can remove it, at Backblaze.
   */
  delete(key: string, options?: DeleteOptions): Promise<void>;
  /** Returns if the bucket is there and can be listed with this key. It costs one listing, with the policy `view`. */
  check(options?: Pick<CallOptions, "signal">): Promise<void>;
  /**
   * Requests sent so far; each attempt counts. One is missing here if Deno (2.9.6) sends it again by itself, because a
   * connection that was kept open had been reset.
   */
  requests(): Readonly<Record<RequestKind, number>>;
}

/** A store that signs addresses. */
export interface SigningStore extends ObjectStore {
  /**
   * An address of an object that anybody can open for five minutes, also if the bucket is private. Nothing is asked:
   * the object may not be there. The address is for one person who looks now: it is in no event, column or log.
   *
   * @throws {RangeError} for a key with parts such as `..`.
   */
  sign(key: string): Promise<string>;
}
