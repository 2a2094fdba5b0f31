import { createHash } from "node:crypto";
import { type ObjectStore, StorageUnavailable, type StoredObject } from "../../src/storage/mod.ts";
import type { Do } from "./database.ts";
import type { Footprint } from "./footprint.ts";

interface Version {
  readonly versionId: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lastModified: Date;
}

/** What B2 holds: every version of every object, the newest first. */
export class Bucket {
  readonly objects = new Map<string, readonly Version[]>();
  /** Deleted without a version: the bytes stay, and no listing of objects shows them. */
  readonly #hidden = new Set<string>();
  readonly #etags = new Map<Version, string>();
  /** The puts of each key so far. */
  readonly #puts = new Map<string, number>();

  constructor(readonly now: () => Date, readonly footprint: Footprint) {}

  /** One more version of an object. */
  put(key: string, bytes: Uint8Array, lastModified: Date = this.now()): string {
    this.footprint.write("object", key);
    const number = (this.#puts.get(key) ?? 0) + 1;
    this.#puts.set(key, number);
    this.#hidden.delete(key);
    const versionId = `v${number}`;
    const version = { versionId, bytes: new Uint8Array(bytes), lastModified };
    this.objects.set(key, [version, ...this.objects.get(key) ?? []]);
    return versionId;
  }

  /** The versions of an object, the newest first. */
  versions(key: string): readonly Version[] {
    this.footprint.read("object", key);
    return this.objects.get(key) ?? [];
  }

  /** The newest bytes of an object. */
  get(key: string): Uint8Array<ArrayBuffer> | undefined {
    const [newest] = this.versions(key);
    return this.#hidden.has(key) ? undefined : newest?.bytes;
  }

  /** Removes one version. Without one, B2 hides the object. */
  remove(key: string, versionId: string | undefined): void {
    if (versionId === undefined) {
      this.footprint.write("object", key);
      this.#hidden.add(key);
      return;
    }
    const left = this.versions(key).filter((each) => each.versionId !== versionId);
    if (left.length > 0) {
      this.footprint.write("object", key);
      this.objects.set(key, left);
    } else this.lose(key);
  }

  /** Removes every version. */
  lose(key: string): void {
    this.footprint.write("object", key);
    this.objects.delete(key);
  }

  /** The newest versions of the objects below a prefix, by their keys. */
  list(prefix: string): StoredObject[] {
    this.footprint.read("object");
    return [...this.objects].filter(([key]) => key.startsWith(prefix) && !this.#hidden.has(key))
      .sort(([one], [other]) => one < other ? -1 : 1)
      .map(([key, [newest]]) => ({
        key,
        sizeBytes: newest!.bytes.length,
        etag: this.#etagOf(newest!),
        lastModified: newest!.lastModified,
      }));
  }

  #etagOf(version: Version): string {
    const known = this.#etags.get(version);
    if (known !== undefined) return known;
    const etag = createHash("md5").update(version.bytes).digest("hex");
    this.#etags.set(version, etag);
    return etag;
  }
}

function away(): never {
  throw new StorageUnavailable("B2 is away");
}

/** The store of one process, whose calls are done by `perform`. */
export function openBucket(bucket: Bucket, perform: Do): ObjectStore {
  return {
    put: (key, bytes) =>
      perform({
        label: () => `B2: put ${key}`,
        act: () => ({ versionId: bucket.put(key, bytes) }),
        fail: away,
        changes: true,
        landsLate: true,
      }),
    get: (key) =>
      perform({ label: () => `B2: get ${key}`, act: () => bucket.get(key), fail: away }),
    async *list(prefix) {
      yield* await perform({
        label: () => `B2: list ${prefix}`,
        act: () => bucket.list(prefix),
        fail: away,
      });
    },
    versions: (key) =>
      perform({
        label: () => `B2: list the versions of ${key}`,
        act: () =>
          bucket.versions(key).map(({ versionId, bytes, lastModified }) => (
            { versionId, sizeBytes: bytes.length, lastModified }
          )),
        fail: away,
      }),
    // Only Backblaze's native addresses need it, and no script has one.
    allVersions: () => ({ [Symbol.asyncIterator]: () => away() }),
    delete: (key, { versionId } = {}) =>
      perform({
        label: () => `B2: ${versionId === undefined ? "hide" : "delete"} ${key} ${versionId ?? ""}`,
        act: () => bucket.remove(key, versionId),
        fail: away,
        changes: true,
        landsLate: true,
      }),
    check: () => Promise.resolve(),
    requests: () => ({ put: 0, get: 0, list: 0, delete: 0, check: 0 }),
  };
}
