import { describeError, logger, named } from "../log.ts";
import { StorageRefused } from "./errors.ts";
import { bucketIdOf, readFileAddress } from "./file_id.ts";
import type { ListedVersion, ListOptions, ObjectStore } from "./object_store.ts";

/**
 * What a file id is: a version of an object of our bucket, or `gone`: our bucket had it once. Undefined: a version of another
 * bucket, or nobody has asked yet.
 */
export type FileVersion = Pick<ListedVersion, "key" | "versionId" | "isNewest"> | "gone";

/** How {@link FileIds.learn} asks. */
export interface LearnOptions extends Pick<ListOptions, "policy" | "signal"> {
  /** Looks at not more versions than this. Unlimited if absent. */
  readonly mostVersions?: number | undefined;
}

/**
 * Which versions of our bucket file ids are. Only a listing of the whole bucket tells, 1000 versions a request. So it is made
 * only for ids that are not known yet, once for many ids. What an id is never changes; only whether it is the newest
 * version may. No program of ours overwrites an object with other bytes.
 */
export class FileIds {
  readonly #store: Pick<ObjectStore, "allVersions"> | undefined;
  readonly #known = new Map<string, FileVersion>();
  /** Those that a limited look has not found. Another limited look would not find them either. */
  readonly #tooFar = new Set<string>();
  #bucketId: string | undefined;
  /** The key may not list, or the store is not Backblaze. */
  #isUseless = false;

  /** Without a store, it learns nothing: every native address is one of another place. */
  constructor(store?: Pick<ObjectStore, "allVersions">) {
    this.#store = store;
    this.#isUseless = store === undefined;
  }

  /** Whether addresses by file id can be told at all. */
  get isUseful(): boolean {
    return !this.#isUseless;
  }

  /** What an id is, as far as it was learned. */
  get(fileId: string): FileVersion | undefined {
    return this.#known.get(fileId);
  }

  /**
   * Asks the bucket for these ids, if one of them is not known. A key that may not list is no error: a line in the log says what
   * is missing, and the addresses stay those of another place.
   *
   * @throws {StorageUnavailable | StorageCapExceeded} when the store does not serve.
   */
  async learn(fileIds: Iterable<string>, options: LearnOptions = {}): Promise<void> {
    const wanted = new Set([...fileIds].filter((id) => this.#isWanted(id, options)));
    if (wanted.size === 0) return;
    try {
      const isComplete = await this.#look(wanted, options);
      for (const id of wanted) this.#settle(id, isComplete);
    } catch (error) {
      if (!(error instanceof StorageRefused)) throw error;
      this.#isUseless = true;
      const message =
        "Addresses by a file id of Backblaze count as addresses of another place: the " +
        "key of B2_KEY_ID may not list versions. It needs listFiles (s3:ListBucketVersions): {error}";
      const about = named("versions_not_listed", { error: describeError(error) });
      logger("storage").warn(message, about);
    }
  }

  #isWanted(fileId: string, { mostVersions }: LearnOptions): boolean {
    if (this.#isUseless || this.#known.has(fileId) || !this.#isOurs(fileId)) return false;
    return mostVersions === undefined || !this.#tooFar.has(fileId);
  }

  /** Also true while the id of our bucket is not known. */
  #isOurs(fileId: string): boolean {
    return this.#bucketId === undefined || bucketIdOf(fileId) === this.#bucketId;
  }

  /** Takes what it finds out of `wanted`. Returns whether it has seen all that matters. */
  async #look(wanted: Set<string>, { mostVersions = Infinity, ...options }: LearnOptions) {
    let seen = 0;
    for await (const { key, versionId, isNewest } of this.#store!.allVersions(options)) {
      if (this.#bucketId === undefined) {
        this.#bucketId = bucketIdOf(versionId);
        if (this.#bucketId === undefined) return !(this.#isUseless = true);
        for (const id of wanted) if (!this.#isOurs(id)) wanted.delete(id);
      }
      if (wanted.delete(versionId)) this.#known.set(versionId, { key, versionId, isNewest });
      if (wanted.size === 0) return true;
      if (++seen >= mostVersions) return false;
    }
    return this.#bucketId !== undefined;
  }

  #settle(fileId: string, isComplete: boolean): void {
    if (isComplete) this.#known.set(fileId, "gone");
    else this.#tooFar.add(fileId);
  }
}

/** Learns what the native addresses among these URLs name. */
export async function learnAddresses(
  { fileIds }: { readonly fileIds: FileIds },
  urls: readonly string[],
  options?: LearnOptions,
): Promise<void> {
  await fileIds.learn(urls.flatMap((url) => readFileAddress(url)?.fileId ?? []), options);
}
