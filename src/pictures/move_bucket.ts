import { findNamedObject, listNamedObjects, type NamedObject } from "../event_log/mod.ts";
import { describeError, fullMessageOf, redact } from "../log.ts";
import {
  isFolderMark,
  keyMatches,
  ObjectCorrupt,
  type ObjectStore,
  sha256Hex,
  type StoredObject,
} from "../storage/mod.ts";
import { type ComparedParts, countNamed, isPlausible } from "./compare.ts";
import { deletedOwner } from "./deleted_owner.ts";
import { eraseObjects } from "./erase.ts";
import { type Joined, mergeByKey } from "./merge.ts";
import { mediaTypeOf } from "./put.ts";
import { listRowPictures, RowPictures } from "./row_pictures.ts";

/** One of the two buckets. */
export interface MovingBucket {
  readonly name: string;
  readonly store: ObjectStore;
}

/** What moving needs. `store` is both buckets: what it deletes is deleted in both. */
export interface MovingParts extends ComparedParts {
  readonly buckets: readonly [MovingBucket, MovingBucket];
}

/** Why a bucket gets an object: it has none, or other bytes than the log names. */
type Lack = "missing" | "altered";

/** What became of one object, or would become of it. */
export type MoveLine =
  | {
    readonly outcome: "copied" | "would_copy";
    readonly key: string;
    /** The name of the bucket that gets it. */
    readonly to: string;
    readonly was: Lack;
    readonly sizeBytes: number;
  }
  /** Neither bucket has the bytes that the log names. */
  | { readonly outcome: "lost"; readonly key: string }
  /** Its product was deleted for good. */
  | { readonly outcome: "erased" | "would_erase"; readonly key: string }
  | { readonly outcome: "failed"; readonly key: string; readonly reason: string };

/** How much is compared, and what may be done. */
export interface MoveOptions {
  /** Downloads and hashes every object in both buckets. Otherwise only those whose listed MD5s differ. */
  readonly deep?: boolean;
  /** Nothing is put or deleted. */
  readonly dryRun?: boolean;
  /** When aborted, no new object is started. */
  readonly signal?: AbortSignal;
  /** Keys in one request and in one statement; 1000 if absent. */
  readonly pageSize?: number;
  readonly report?: (line: MoveLine) => void;
  /** Called with how many of the objects that the log names are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** How a run ended. */
export interface MoveSummary extends Record<MoveLine["outcome"], number> {
  /** Objects that were the same in both buckets. */
  readonly same: number;
  /** Objects whose picture ended while they were copied. */
  readonly ended: number;
  readonly copiedBytes: number;
  /** Pictures that only a row of an older shop names: no event does. */
  readonly rows: number;
}

/** Objects that are copied at once: each is in memory as a whole. */
const AT_ONCE = 4;

/** A bucket that lacks an object. */
interface Lacking {
  readonly bucket: MovingBucket;
  readonly was: Lack;
}

/** What two buckets have of an object. */
interface Seen {
  /** The right bytes, if a bucket has them. */
  readonly right: Uint8Array<ArrayBuffer> | undefined;
  /** Their hash. */
  readonly sha256: string | undefined;
  readonly lacking: readonly Lacking[];
}

type Listed = Joined<StoredObject, StoredObject>;
type Found = Joined<Listed, NamedObject>;

/**
 * Makes two buckets hold the same: every object that is a picture now, by the log or by a row of an older shop. It copies what one of
 * them lacks, whichever it is, and erases what belongs to a product that was deleted for good. The shop runs meanwhile, and puts
 * into both. What is done is in the buckets, so a run that is killed goes on where it was.
 *
 * @throws what made B2 or PostgreSQL unreachable, or B2 refuse.
 */
export async function moveBucket(
  parts: MovingParts,
  options: MoveOptions = {},
): Promise<MoveSummary> {
  const rows = await listRowPictures(parts);
  return await new Move(parts, options, new RowPictures(rows)).run(rows.length);
}

class Move {
  readonly #parts: MovingParts;
  readonly #options: MoveOptions;
  readonly #rows: RowPictures;
  readonly #counts = {
    ...{ copied: 0, would_copy: 0, lost: 0, erased: 0, would_erase: 0, failed: 0 },
    ...{ same: 0, ended: 0, copiedBytes: 0 },
  };

  constructor(parts: MovingParts, options: MoveOptions, rows: RowPictures) {
    this.#parts = parts;
    this.#options = options;
    this.#rows = rows;
  }

  async run(rows: number): Promise<MoveSummary> {
    const { signal, onProgress } = this.#options;
    const total = await countNamed(this.#parts);
    let done = 0;
    // The workers take turns at the one list.
    const found = this.#list();
    const work = async () => {
      for await (const each of found) {
        if (signal?.aborted) return;
        await this.#object(each);
        if (each.right !== undefined) onProgress?.(++done, Math.max(done, total));
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
    for (const each of ended) if (each.status === "rejected") throw each.reason;
    return { ...this.#counts, rows };
  }

  /** The objects of both buckets, and those that the log names. */
  #list(): AsyncGenerator<Found, void> {
    const { db, buckets: [one, other] } = this.#parts;
    const { pageSize } = this.#options;
    const page = pageSize === undefined ? {} : { pageSize };
    const listed = mergeByKey(one.store.list("", page), other.store.list("", page));
    return mergeByKey(listed, listNamedObjects(db, page));
  }

  async #object({ key, left: listed, right: named }: Found): Promise<void> {
    try {
      const held = [listed?.left, listed?.right];
      const isWanted = (named?.pictures.length ?? 0) > 0 || this.#rows.has(key);
      if (!isWanted) return await this.#spare(key, held);
      if (this.#options.deep !== true && areSame(held, named)) this.#counts.same++;
      else await this.#equalise(key, held, named);
    } catch (error) {
      // All others would fail at the next object too.
      if (!(error instanceof ObjectCorrupt || error instanceof RangeError)) throw error;
      const reason = redact(fullMessageOf(describeError(error)));
      this.#tell({ outcome: "failed", key, reason });
    }
  }

  /** Copies from the bucket that has the right bytes to the other one. */
  async #equalise(
    key: string,
    held: readonly (StoredObject | undefined)[],
    named: NamedObject | undefined,
  ): Promise<void> {
    const wanted = named?.pictures[0]?.sha256;
    let seen = await this.#look(key, held.map((each) => each !== undefined), wanted);
    // It may have been put, or deleted, since it was listed.
    if (seen.right === undefined) seen = await this.#look(key, [true, true], wanted);
    const { right, sha256, lacking } = seen;
    if (lacking.length === 0) return void this.#counts.same++;
    if (right === undefined || sha256 === undefined) {
      if (await this.#isWanted(key)) return this.#tell({ outcome: "lost", key });
      return void this.#counts.ended++;
    }
    if (wanted === undefined && lacking.some(({ was }) => was === "altered")) {
      throw new ObjectCorrupt(
        "The buckets have different bytes, and no event tells which are right",
      );
    }
    for (const each of lacking) await this.#copy(key, right, { ...each, sha256 });
  }

  /** Hashes what the buckets have. If no event names the object, the first bytes that are found count as the right ones. */
  async #look(
    key: string,
    isThere: readonly boolean[],
    wanted: string | undefined,
  ): Promise<Seen> {
    let right: Uint8Array<ArrayBuffer> | undefined;
    let sha256 = wanted;
    const lacking: Lacking[] = [];
    for (const [at, bucket] of this.#parts.buckets.entries()) {
      const bytes = isThere[at] ? await bucket.store.get(key, { isOlder: true }) : undefined;
      const actual = bytes && sha256Hex(bytes);
      sha256 ??= actual;
      if (bytes === undefined) lacking.push({ bucket, was: "missing" });
      else if (actual !== sha256) lacking.push({ bucket, was: "altered" });
      else right ??= bytes;
    }
    return { right, sha256, lacking };
  }

  /** The log is asked before and after: an erasing may have looked into the bucket in between. */
  async #copy(
    key: string,
    bytes: Uint8Array<ArrayBuffer>,
    { bucket, was, sha256 }: Lacking & { readonly sha256: string },
  ): Promise<void> {
    const line = { key, to: bucket.name, was, sizeBytes: bytes.length };
    if (this.#options.dryRun) return this.#tell({ outcome: "would_copy", ...line });
    if (!await this.#isWanted(key)) return void this.#counts.ended++;
    const isOlder = keyMatches(key, bytes) !== true;
    const contentType = mediaTypeOf(bytes);
    const { versionId } = await bucket.store.put(key, bytes, { sha256, isOlder, contentType });
    if (await this.#isWanted(key)) {
      this.#counts.copiedBytes += bytes.length;
      return this.#tell({ outcome: "copied", ...line });
    }
    this.#counts.ended++;
    const owner = await deletedOwner(this.#parts.db, key);
    if (owner !== undefined) await eraseObjects(this.#parts, owner, [key]);
    else if (versionId !== undefined) await bucket.store.delete(key, { versionId });
  }

  async #isWanted(key: string): Promise<boolean> {
    const named = await findNamedObject(this.#parts.db, key);
    if ((named?.pictures.length ?? 0) > 0) return true;
    if (!this.#rows.has(key)) return false;
    return new RowPictures(await listRowPictures(this.#parts)).has(key);
  }

  /** Of a product that was deleted for good, nothing may be in either bucket. Everything else that is no picture stays. */
  async #spare(key: string, held: readonly (StoredObject | undefined)[]): Promise<void> {
    if (held.every((each) => each === undefined || isFolderMark(each))) return;
    const owner = await deletedOwner(this.#parts.db, key);
    if (owner === undefined) return;
    if (this.#options.dryRun) return this.#tell({ outcome: "would_erase", key });
    const versions = await eraseObjects(this.#parts, owner, [key]);
    if (versions > 0) this.#tell({ outcome: "erased", key });
  }

  #tell(line: MoveLine): void {
    this.#counts[line.outcome]++;
    this.#options.report?.(line);
  }
}

/** Whether the listings agree with each other and with the log. An MD5 that is none tells nothing. */
function areSame(
  [one, other]: readonly (StoredObject | undefined)[],
  named: NamedObject | undefined,
): boolean {
  if (one === undefined || other === undefined) return false;
  const isMd5 = /^[0-9a-f]{32}$/.test(one.etag);
  return isMd5 && one.etag === other.etag && one.sizeBytes === other.sizeBytes &&
    (named === undefined || named.pictures.length === 0 || isPlausible(one, named));
}
