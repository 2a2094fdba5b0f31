import { VitrineError } from "../errors.ts";
import { describeError, logger, named } from "../log.ts";
import { keyMatches, sha256Hex } from "./digest.ts";
import { ObjectCorrupt } from "./errors.ts";
import { deletionsOf, idOfBoth, versionsOf } from "./mirrored_versions.ts";
import type {
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

/** A bucket of the two. */
type Bucket = SigningStore & AsyncDisposable;

/**
 * Two buckets while pictures move from one to the other. The first is the source of truth. What is put is put into both, what is
 * deleted is deleted in both. What the first has not is read from the second, and put into the first again.
 *
 * A put that only the second refuses is no failure: `move-bucket` copies the object. A deletion fails unless both delete.
 */
export class MirroredStore implements SigningStore, AsyncDisposable {
  readonly #main: Bucket;
  readonly #mirror: Bucket;
  readonly #mending = new Set<Promise<void>>();

  constructor(main: Bucket, mirror: Bucket) {
    this.#main = main;
    this.#mirror = mirror;
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions): Promise<{ versionId?: string }> {
    const { versionId: ofMain } = await this.#main.put(key, bytes, options);
    let ofMirror: string | undefined;
    try {
      // Nobody shall wait long for a bucket that is not needed yet.
      ofMirror = (await this.#mirror.put(key, bytes, { ...options, policy: "view" })).versionId;
    } catch (error) {
      if (!(error instanceof VitrineError)) throw error;
      const message = "The second bucket has not got {key}. deno task move-bucket copies it: " +
        "{error}";
      const about = { key, error: describeError(error) };
      logger("storage").warn(message, named("mirror_behind", about));
    }
    const versionId = idOfBoth(ofMain, ofMirror);
    return versionId === undefined ? {} : { versionId };
  }

  async get(key: string, options: GetOptions = {}): Promise<Uint8Array<ArrayBuffer> | undefined> {
    let corrupt: ObjectCorrupt | undefined;
    try {
      const bytes = await this.#main.get(key, options);
      if (bytes !== undefined) return bytes;
    } catch (error) {
      if (!(error instanceof ObjectCorrupt)) throw error;
      corrupt = error;
    }
    // If the second bucket is away, nobody may take the object for lost.
    const bytes = await this.#mirror.get(key, options);
    if (bytes === undefined && corrupt !== undefined) throw corrupt;
    if (bytes !== undefined && options.versionId === undefined) this.#mend(key, bytes);
    return bytes;
  }

  async *list(prefix: string, options: ListOptions = {}): AsyncIterable<StoredObject> {
    const { everywhere = false, ...rest } = options;
    if (!everywhere) return yield* this.#main.list(prefix, rest);
    const listed = new Set<string>();
    for (const bucket of [this.#main, this.#mirror]) {
      for await (const object of bucket.list(prefix, rest)) {
        if (!listed.has(object.key)) yield object;
        listed.add(object.key);
      }
    }
  }

  /** The versions in the first bucket, then those in the second. */
  async versions(key: string, options: CallOptions = {}): Promise<readonly ObjectVersion[]> {
    const ofBoth = await Promise.all([
      versionsOf(this.#main, "main", key, options),
      versionsOf(this.#mirror, "mirror", key, options),
    ]);
    return ofBoth.flat();
  }

  allVersions(options: CallOptions = {}): AsyncIterable<ListedVersion> {
    return this.#main.allVersions(options);
  }

  async delete(key: string, { versionId: id, ...options }: DeleteOptions = {}): Promise<void> {
    for (const { side, versionId } of deletionsOf(id)) {
      const bucket = side === "main" ? this.#main : this.#mirror;
      await bucket.delete(key, { ...options, versionId });
    }
  }

  check(options: Pick<CallOptions, "signal"> = {}): Promise<void> {
    return this.#main.check(options);
  }

  sign(key: string): Promise<string> {
    return this.#main.sign(key);
  }

  requests(): Readonly<Record<RequestKind, number>> {
    const [one, other] = [this.#main.requests(), this.#mirror.requests()];
    const kinds = Object.keys(one) as RequestKind[];
    return Object.fromEntries(kinds.map((kind) => [kind, one[kind] + other[kind]])) as Record<
      RequestKind,
      number
    >;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closing = [this.#main, this.#mirror].map((bucket) => bucket[Symbol.asyncDispose]());
    await Promise.all([...closing, ...this.#mending]);
  }

  /**
   * Puts an object into the first bucket again. Nobody waits for it. If its product is deleted for good meanwhile, the second look
   * of the erasing finds it: no put lands later than that.
   */
  #mend(key: string, bytes: Uint8Array<ArrayBuffer>): void {
    const mending: Promise<void> = this.#putAgain(key, bytes).finally(() =>
      this.#mending.delete(mending)
    );
    this.#mending.add(mending);
  }

  async #putAgain(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const isOlder = keyMatches(key, bytes) !== true;
    const log = logger("storage");
    try {
      await this.#main.put(key, bytes, { sha256: sha256Hex(bytes), isOlder });
      const mended = named("mirror_mended", { key });
      log.info("{key} was whole only in the second bucket, and is in both now", mended);
    } catch (error) {
      const about = named("mirror_behind", { key, error: describeError(error) });
      log.warn("{key} is whole only in the second bucket, and cannot be put again: {error}", about);
    }
  }
}
