import type { S3Client } from "@aws-sdk/client-s3";
import { readBody } from "./body.ts";
import { CALL_POLICIES } from "./call_policies.ts";
import { keyMatches, md5, sha256Hex } from "./digest.ts";
import { assertPutable } from "./putable.ts";
import { describeError, logger, named } from "../log.ts";
import { ObjectCorrupt, StorageCapExceeded, StorageRefused, StorageUnavailable } from "./errors.ts";
import { LazyClient, type Sdk } from "./lazy_client.ts";
import type {
  B2Settings,
  CallOptions,
  DeleteOptions,
  GetOptions,
  ListedVersion,
  ListOptions,
  ObjectVersion,
  PutOptions,
  RequestKind,
  SigningStore,
  StoredObject,
} from "./object_store.ts";
import { retry, within } from "../std/mod.ts";
import { observe } from "./observed_call.ts";
import { RunningCalls } from "./running_calls.ts";
import { isNotImplemented, isNotThere } from "./refusals.ts";
import { isSafeKey } from "./safe_key.ts";
import { signedAddress } from "./signed_address.ts";
import type { ObjectStoreOptions } from "./store_options.ts";
import { translate } from "./translate.ts";
import { listVersionPages } from "./version_pages.ts";

/** A key is made from the bytes, so an object that was fetched once never changes. */
const CACHE_CONTROL = "public, max-age=31536000, immutable";

/** 3 Mbit/s, as for the download of an original. A larger body gets the time that it takes then. */
const SLOWEST_BYTES_PER_MS = 375;

/** No object of ours is larger: a larger original is refused, and is not adopted. */
const DEFAULT_MAX_BYTES = 20 * 1024 * 1024;

/** One bucket. It connects when it is first used. Disposal ends its calls and closes its connections. */
export class B2Store implements SigningStore, AsyncDisposable {
  readonly #client: LazyClient;
  readonly #bucket: string;
  readonly #policies: NonNullable<ObjectStoreOptions["policies"]>;
  readonly #random: () => number;
  readonly #onCall: ObjectStoreOptions["onCall"];
  readonly #calls = new RunningCalls();
  readonly #requests: Record<RequestKind, number> = {
    ...{ put: 0, get: 0, list: 0, delete: 0, check: 0 },
  };

  constructor(settings: B2Settings, options: ObjectStoreOptions) {
    const { policies = {}, random = Math.random } = options;
    this.#onCall = options.onCall;
    this.#client = new LazyClient(settings);
    this.#bucket = settings.bucket;
    this.#random = random;
    this.#policies = policies;
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions): Promise<{ versionId?: string }> {
    assertPutable(key, bytes, options);
    const digest = md5(bytes);
    const action = `put ${JSON.stringify(key)}`;
    const answer = await this.#call("put", action, options, (abortSignal, b2, sdk) =>
      b2.send(
        new sdk.PutObjectCommand({
          Bucket: this.#bucket,
          Key: key,
          Body: bytes,
          ContentLength: bytes.length,
          ContentMD5: digest.base64,
          ContentType: options.contentType ?? "image/jpeg",
          CacheControl: CACHE_CONTROL,
        }),
        { abortSignal },
      ), bytes.length);
    // An ETag may be something else than the MD5, and look like one: that of an encrypted object does.
    if (unquote(answer.ETag) !== digest.hex) await this.#readBack(action, key, options);
    return answer.VersionId === undefined ? {} : { versionId: answer.VersionId };
  }

  async get(key: string, options: GetOptions = {}): Promise<Uint8Array<ArrayBuffer> | undefined> {
    // Its address would be that of another object, perhaps of another bucket.
    if (!isSafeKey(key)) return undefined;
    const bytes = await this.#read(key, `get ${JSON.stringify(key)}`, options);
    if (bytes && !options.isOlder && keyMatches(key, bytes) === false) {
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
        (signal, b2, sdk) =>
          b2.send(
            new sdk.ListObjectsV2Command({
              Bucket: this.#bucket,
              Prefix: prefix,
              MaxKeys: options.pageSize ?? 1000,
              ContinuationToken: token,
            }),
            { abortSignal: signal },
          ),
      );
      // The 200 of a proxy would otherwise look like an empty bucket.
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
    for await (const { key: listed, isNewest: _, ...version } of this.#listVersions(key, options)) {
      // In a listing, a key comes before all longer keys that begin with it. So this key is complete.
      if (listed !== key) break;
      versions.push(version);
    }
    return versions;
  }

  allVersions(options: CallOptions = {}): AsyncIterable<ListedVersion> {
    return this.#listVersions("", options);
  }

  async *#listVersions(prefix: string, options: CallOptions): AsyncGenerator<ListedVersion, void> {
    const action = `list the versions of ${JSON.stringify(prefix)}`;
    try {
      yield* listVersionPages(prefix, (page) => {
        const input = { Bucket: this.#bucket, ...page };
        return this.#call(
          "list",
          action,
          options,
          (abortSignal, b2, sdk) =>
            b2.send(new sdk.ListObjectVersionsCommand(input), { abortSignal }),
        );
      });
    } catch (error) {
      // Stores without versions know no such listing: Garage, Cloudflare R2, MinIO on a file system.
      if (!isNotImplemented(error)) throw error;
    }
  }

  async delete(key: string, options: DeleteOptions = {}): Promise<void> {
    if (!isSafeKey(key)) {
      throw new RangeError(`Cannot delete ${JSON.stringify(key)}: its address leads elsewhere`);
    }
    await this.#call(
      "delete",
      `delete ${JSON.stringify(key)}`,
      options,
      (abortSignal, b2, sdk) =>
        b2.send(
          new sdk.DeleteObjectCommand({
            Bucket: this.#bucket,
            Key: key,
            VersionId: options.versionId,
          }),
          { abortSignal },
        ),
    );
  }

  /** Lists one object. Unlike the answer to HeadBucket, a refusal has a code. */
  async check({ signal }: Pick<CallOptions, "signal"> = {}): Promise<void> {
    const action = `reach the bucket ${JSON.stringify(this.#bucket)}`;
    const input = { Bucket: this.#bucket, Prefix: "products/", MaxKeys: 1 };
    const page = await this.#call(
      "check",
      action,
      { signal, policy: "view" },
      (abortSignal, b2, sdk) => b2.send(new sdk.ListObjectsV2Command(input), { abortSignal }),
    );
    // The 200 of a proxy would otherwise look like a bucket.
    if (page.IsTruncated === undefined) {
      throw new StorageUnavailable(`Cannot ${action}: got no listing`);
    }
  }

  sign(key: string): Promise<string> {
    return this.#client.use((client) => signedAddress(client, this.#bucket, key));
  }

  requests(): Readonly<Record<RequestKind, number>> {
    return { ...this.#requests };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#calls.close();
    await this.#client.destroy();
  }

  /** Compares what the store keeps with what was sent, where its ETag does not tell. */
  async #readBack(action: string, key: string, { sha256, signal, policy }: PutOptions) {
    const kept = await this.#read(key, action, { signal, policy });
    const actual = kept === undefined ? "nothing" : sha256Hex(kept);
    if (actual === sha256) return;
    throw new ObjectCorrupt(`Cannot ${action}: the store gives back ${actual}, ${sha256} was sent`);
  }

  async #read(key: string, action: string, options: GetOptions) {
    try {
      return await this.#call("get", action, options, async (signal, b2, sdk) => {
        const answer = await b2.send(
          new sdk.GetObjectCommand({
            Bucket: this.#bucket,
            Key: key,
            VersionId: options.versionId,
          }),
          { abortSignal: signal },
        );
        const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
        return readBody(answer.Body, { action, maxBytes, sizeBytes: answer.ContentLength, signal });
      });
    } catch (error) {
      if (error instanceof StorageRefused && isNotThere(error.cause, options)) return;
      throw error;
    }
  }

  /** Repeats a request within its policy, which each attempt may exceed by the time that its body takes. */
  async #call<T>(
    kind: RequestKind,
    action: string,
    { signal, policy = "job" }: CallOptions,
    send: (signal: AbortSignal, b2: S3Client, sdk: Sdk) => Promise<T>,
    sentBytes = 0,
  ): Promise<T> {
    const moreMs = sentBytes / SLOWEST_BYTES_PER_MS;
    const { attemptMs, totalMs, ...rest } = { ...CALL_POLICIES[policy], ...this.#policies[policy] };
    const limits = { ...rest, totalMs: totalMs + moreMs };
    const sendWithSdk = (given: AbortSignal) => this.#client.use((b2, sdk) => send(given, b2, sdk));
    const watch = { operation: kind, sentBytes, onCall: this.#onCall };
    const repeat = (ending: AbortSignal) => {
      const attempt = async (_number: number, leftMs: number) => {
        this.#requests[kind]++;
        const limitMs = Math.min(attemptMs + moreMs, leftMs);
        try {
          return await observe(watch, () => within(limitMs, sendWithSdk, ending));
        } catch (error) {
          ending.throwIfAborted();
          const failure = translate(action, error);
          if (failure instanceof StorageCapExceeded) alarm(failure);
          throw failure;
        }
      };
      return retry(attempt, limits, {
        isTransient: (error) => error instanceof StorageUnavailable && !isNotImplemented(error),
        leastPauseMs: (error) => (error as StorageUnavailable).retryAfterMs ?? 0,
        random: this.#random,
        signal: ending,
      });
    };
    return await this.#calls.run(repeat, { action, signal });
  }
}

/** Only an operator or midnight ends it, so it must stand out from the warnings of the jobs that wait for it. */
function alarm(failure: StorageCapExceeded): void {
  const message = "B2's daily cap is reached: raise it (Caps & Alerts), or pictures wait until " +
    "midnight UTC: {error}";
  logger("storage").error(message, named("cap_reached", { error: describeError(failure) }));
}

function unquote(etag: string | undefined): string {
  return etag?.replaceAll('"', "") ?? "";
}
