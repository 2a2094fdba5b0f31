import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { parseObjectKey } from "../domain/object_key.ts";
import { createB2Client } from "./b2_client.ts";
import { readBody } from "./body.ts";
import { withDeadline } from "./deadline.ts";
import { keyMatches, md5, sha256Hex } from "./digest.ts";
import { describeError, logger, named } from "../log.ts";
import { ObjectCorrupt, StorageCapExceeded, StorageRefused, StorageUnavailable } from "./errors.ts";
import type {
  B2Settings,
  CallOptions,
  DeleteOptions,
  GetOptions,
  ListOptions,
  ObjectStore,
  ObjectVersion,
  PatienceName,
  PutOptions,
  RequestKind,
  StoredObject,
} from "./object_store.ts";
import { PATIENCE, type Patience, persist } from "./patience.ts";
import { translate } from "./translate.ts";

/** A key is made from its bytes, so what is once fetched never changes. */
const CACHE_CONTROL = "public, max-age=31536000, immutable";

/** No object of ours is larger: an original that is has no picture made of it, and is not adopted. */
const DEFAULT_MAX_BYTES = 20 * 1024 * 1024;

/** A key that {@link parseObjectKey} does not accept, hence never stored. */
const ABSENT_KEY = "products/.check";

/** What may be otherwise than in a shop: tests have less patience, and leave nothing to chance. */
export interface ObjectStoreOptions {
  /** Replaces parts of the two patiences, as they are when a call begins. */
  readonly patience?: Partial<Record<PatienceName, Partial<Patience>>> | undefined;
  /** `Math.random` if absent; spreads the pauses between attempts. */
  readonly random?: (() => number) | undefined;
}

/** Opens the object store; it connects when it is first used. Disposal ends its calls and closes its connections. */
export function openObjectStore(
  settings: B2Settings,
  options: ObjectStoreOptions = {},
): ObjectStore & AsyncDisposable {
  return new B2Store(settings, options);
}

class B2Store implements ObjectStore, AsyncDisposable {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #patience: NonNullable<ObjectStoreOptions["patience"]>;
  readonly #random: () => number;
  #isClosed = false;
  /** The calls under way, each with what ends it. */
  readonly #calls = new Map<Promise<unknown>, () => void>();
  readonly #requests: Record<RequestKind, number> = {
    put: 0,
    get: 0,
    list: 0,
    delete: 0,
    check: 0,
  };

  constructor(settings: B2Settings, { patience = {}, random = Math.random }: ObjectStoreOptions) {
    this.#client = createB2Client(settings);
    this.#bucket = settings.bucket;
    this.#random = random;
    this.#patience = patience;
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions): Promise<{ versionId?: string }> {
    assertPutable(key, bytes, options.sha256);
    const digest = md5(bytes);
    const action = `put ${JSON.stringify(key)}`;
    const answer = await this.#call("put", action, options, (abortSignal) =>
      this.#client.send(
        new PutObjectCommand({
          Bucket: this.#bucket,
          Key: key,
          Body: bytes,
          ContentLength: bytes.length,
          ContentMD5: digest.base64,
          ContentType: options.contentType ?? "image/jpeg",
          CacheControl: CACHE_CONTROL,
        }),
        { abortSignal },
      ));
    const etag = unquote(answer.ETag);
    if (etag !== digest.hex) {
      throw new ObjectCorrupt(`Cannot ${action}: the store has ${etag}, ${digest.hex} was sent`);
    }
    return answer.VersionId === undefined ? {} : { versionId: answer.VersionId };
  }

  async get(key: string, options: GetOptions = {}): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = await this.#read("get", key, `get ${JSON.stringify(key)}`, options);
    if (bytes && keyMatches(key, bytes) === false) {
      throw new ObjectCorrupt(`Cannot get ${JSON.stringify(key)}: its bytes are not the key's`);
    }
    return bytes;
  }

  async *list(prefix: string, options: ListOptions = {}): AsyncIterable<StoredObject> {
    let token: string | undefined;
    do {
      const page = await this.#call(
        "list",
        `list ${JSON.stringify(prefix)}`,
        options,
        (signal) =>
          this.#client.send(
            new ListObjectsV2Command({
              Bucket: this.#bucket,
              Prefix: prefix,
              MaxKeys: options.pageSize ?? 1000,
              ContinuationToken: token,
            }),
            { abortSignal: signal },
          ),
      );
      // Some proxy's 200 would read as an empty shop.
      if (page.IsTruncated === undefined) {
        throw new StorageUnavailable(`Cannot list ${JSON.stringify(prefix)}: got no listing`);
      }
      for (const { Key, Size, ETag, LastModified } of page.Contents ?? []) {
        if (Key === undefined || LastModified === undefined) continue;
        yield { key: Key, sizeBytes: Size ?? 0, etag: unquote(ETag), lastModified: LastModified };
      }
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  async versions(key: string, options: CallOptions = {}): Promise<readonly ObjectVersion[]> {
    const versions: ObjectVersion[] = [];
    let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    for (;;) {
      const input = { Bucket: this.#bucket, Prefix: key, ...from };
      const page = await this.#call(
        "list",
        `list the versions of ${JSON.stringify(key)}`,
        options,
        (abortSignal) => this.#client.send(new ListObjectVersionsCommand(input), { abortSignal }),
      );
      for (const { Key, VersionId, Size, LastModified } of page.Versions ?? []) {
        if (Key !== key || VersionId === undefined || LastModified === undefined) continue;
        versions.push({ versionId: VersionId, sizeBytes: Size ?? 0, lastModified: LastModified });
      }
      // A key comes before all others that begin with it: what follows another key is of none of ours.
      if (!page.IsTruncated || page.NextKeyMarker !== key) return versions;
      from = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
  }

  async delete(key: string, options: DeleteOptions = {}): Promise<void> {
    await this.#call(
      "delete",
      `delete ${JSON.stringify(key)}`,
      options,
      (abortSignal) =>
        this.#client.send(
          new DeleteObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: options.versionId }),
          { abortSignal },
        ),
    );
  }

  /**
   * Asks for an object that is never there: "no such key" takes the bucket, the credentials and the
   * right to read, and costs a tenth of a listing or of HeadBucket, whose answers also lack a code.
   */
  async check({ signal }: Pick<CallOptions, "signal"> = {}): Promise<void> {
    const action = `reach the bucket ${JSON.stringify(this.#bucket)}`;
    await this.#read("check", ABSENT_KEY, action, { signal, patience: "view" });
  }

  requests(): Readonly<Record<RequestKind, number>> {
    return { ...this.#requests };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const end of this.#calls.values()) end();
    await Promise.allSettled(this.#calls.keys());
    this.#client.destroy();
  }

  async #read(kind: "get" | "check", key: string, action: string, options: GetOptions) {
    try {
      return await this.#call(kind, action, options, async (signal) => {
        const answer = await this.#client.send(
          new GetObjectCommand({ Bucket: this.#bucket, Key: key }),
          { abortSignal: signal },
        );
        const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
        return readBody(answer.Body, { action, maxBytes, sizeBytes: answer.ContentLength, signal });
      });
    } catch (error) {
      // The one 404 that is an answer; a bucket that is not there is a wrong setting.
      if (error instanceof StorageRefused && isNoSuchKey(error.cause)) return;
      throw error;
    }
  }

  async #call<T>(
    kind: RequestKind,
    action: string,
    { signal, patience = "job" }: CallOptions,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const closed = () => new Error(`Cannot ${action}: the store is closed`);
    // The client would open new connections that nobody closes.
    if (this.#isClosed) throw closed();
    signal?.throwIfAborted();
    const call = new AbortController();
    const leave = () => call.abort(signal?.reason);
    signal?.addEventListener("abort", leave);
    const patient = { ...PATIENCE[patience], ...this.#patience[patience] };
    const attempt = (timeoutMs: number) =>
      this.#attempt(kind, action, timeoutMs, call.signal, send);
    const options = { patience: patient, random: this.#random, signal: call.signal };
    const done = persist(attempt, options);
    this.#calls.set(done, () => call.abort(closed()));
    try {
      return await done;
    } finally {
      this.#calls.delete(done);
      signal?.removeEventListener("abort", leave);
    }
  }

  async #attempt<T>(
    kind: RequestKind,
    action: string,
    timeoutMs: number,
    signal: AbortSignal,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    this.#requests[kind]++;
    try {
      return await withDeadline(timeoutMs, signal, send);
    } catch (error) {
      signal.throwIfAborted();
      const failure = translate(action, error);
      if (failure instanceof StorageCapExceeded) alarm(failure);
      throw failure;
    }
  }
}

/** Nothing but an operator, or midnight, ends it: that must not drown among the warnings of what waits for it. */
function alarm(failure: StorageCapExceeded): void {
  const message = "B2's daily cap is reached: raise it (Caps & Alerts), or pictures wait until " +
    "midnight UTC: {error}";
  logger("storage").error(message, named("cap_reached", { error: describeError(failure) }));
}

/** An object is never overwritten with other bytes, because its key can only be that of its bytes. */
function assertPutable(key: string, bytes: Uint8Array, sha256: string): void {
  const actual = sha256Hex(bytes);
  const parts = parseObjectKey(key);
  if (parts === undefined) {
    throw new RangeError(`Cannot put ${JSON.stringify(key)}: it is not an object key`);
  }
  if (actual !== sha256 || !sha256.startsWith(parts.hashPrefix)) {
    throw new RangeError(
      `Cannot put ${JSON.stringify(key)}: its bytes hash to ${actual}, ${sha256} was announced`,
    );
  }
}

function isNoSuchKey(error: unknown): boolean {
  return error instanceof Error && error.name === "NoSuchKey";
}

function unquote(etag: string | undefined): string {
  return etag?.replaceAll('"', "") ?? "";
}
