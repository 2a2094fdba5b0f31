import { imageName, ORIGINAL } from "../domain/mod.ts";
import { describeError, fullMessageOf, redact } from "../log.ts";
import { type ReconcileCounts, recordReconcile } from "./reconcile_runs.ts";
import {
  compare,
  type ComparedParts,
  countNamed,
  type Finding,
  type LostPicture,
  OWN_PREFIX,
  type SpareObject,
} from "./compare.ts";
import { adopt, latestOf, orphanedCover, type OrphanedCovers } from "./adopt.ts";
import { deleteSpare } from "./delete_spare.ts";
import { KeptFindings } from "./kept_findings.ts";
import { findMentioned } from "./mentions.ts";
import { listRowPictures, RowPictures } from "./row_pictures.ts";
import type { StoredObject } from "../storage/mod.ts";
import type { ReconcileLine, RepairOutcome } from "./reconcile_line.ts";
import { giveUp, restore, type RestoringParts } from "./restore.ts";

/** What may be done, and how. Without these options only the row that records the run is written. */
export interface ReconcileOptions {
  /** See `CompareOptions`. */
  readonly deep?: boolean;
  /** Restores lost pictures with these parts, or gives them up. */
  readonly repair?: RestoringParts;
  /** Gives orphaned covers to products without a picture. It needs `repair`, which comes first. */
  readonly adopts?: boolean;
  /** Deletes objects of these kinds that have been spare for the grace period. */
  readonly deletes?: readonly SpareObject["kind"][];
  /** The grace period: objects that became spare later are left alone; 48 h if absent. */
  readonly graceMs?: number;
  /** If more objects would be deleted, none is; 100 if absent. */
  readonly maxDelete?: number;
  /** If more pictures would be given up, the rest is kept; 100 if absent. A wrong bucket looks as if all were lost. */
  readonly maxInvalidate?: number;
  /** Finds those of the keys that an older shop names outside of `products`. They are not deleted. */
  readonly findNamedElsewhere?: (keys: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Does not record the run. */
  readonly readOnly?: boolean;
  /** Records as well which orphaned covers could be adopted. */
  readonly marksAdoptable?: boolean;
  /** The correlation of the events; one of its own if absent. */
  readonly correlationId?: string;
  /** See `CompareOptions`. */
  readonly pageSize?: number;
  readonly now?: () => Date;
  /** Called with each thing as it is found or done. The run waits for it. */
  readonly report?: (line: ReconcileLine) => void | Promise<void>;
  /** Called with how many of the objects that the log names have been compared. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** How a run ended. */
export interface ReconcileSummary extends ReconcileCounts {
  /** Objects that no event names, but that are too new to be orphans. */
  readonly recent: number;
  /** Orphaned covers that became pictures. */
  readonly adopted: number;
  /** Whether something that was asked for was not done; see the lines `refusal`. */
  readonly refused: boolean;
}

/** An object that became spare later may be an upload whose event is still to come, or a picture in a backup. */
export const GRACE_MS = 48 * 60 * 60 * 1000;

const LIMIT = 100;

/**
 * Compares B2 with the log in both directions, repairs and deletes what it may, and records the run.
 *
 * @throws what made B2 or PostgreSQL fail; nothing is recorded then.
 */
export async function reconcile(
  parts: ComparedParts,
  options: ReconcileOptions = {},
): Promise<ReconcileSummary> {
  return await new Run(parts, options).run();
}

type Counts = { -readonly [K in keyof ReconcileCounts]: number };

class Run {
  readonly #parts: ComparedParts;
  readonly #options: ReconcileOptions;
  readonly #startedAt: Date;
  readonly #cutoff: Date;
  readonly #correlationId: string;
  readonly #kept: KeptFindings;
  readonly #spare: SpareObject[] = [];
  readonly #counts: Counts = {
    objects: 0,
    pictures: 0,
    missing: 0,
    altered: 0,
    orphaned: 0,
    superseded: 0,
    repaired: 0,
    invalidated: 0,
    deleted: 0,
  };
  #recent = 0;
  #adopted = 0;
  #orphans: OrphanedCovers | undefined;
  readonly #refusals = new Set<string>();

  constructor(parts: ComparedParts, options: ReconcileOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#correlationId = options.correlationId ?? `reconcile:${crypto.randomUUID()}`;
    this.#startedAt = this.#now();
    this.#cutoff = new Date(this.#startedAt.getTime() - (options.graceMs ?? GRACE_MS));
    const { marksAdoptable = false } = options;
    this.#kept = new KeptFindings(parts, { marksAdoptable, cutoff: this.#cutoff });
  }

  async run(): Promise<ReconcileSummary> {
    await this.#compare();
    await this.#adopt();
    await this.#delete();
    const { readOnly = false, deep = false } = this.#options;
    const run = { ...this.#counts, startedAt: this.#startedAt, finishedAt: this.#now(), deep };
    if (!readOnly) await recordReconcile(this.#parts.db, run, this.#kept.all);
    const refused = this.#refusals.size > 0;
    return { ...this.#counts, recent: this.#recent, adopted: this.#adopted, refused };
  }

  async #compare(): Promise<void> {
    const { deep = false, pageSize, onProgress } = this.#options;
    const total = await countNamed(this.#parts);
    let done = 0;
    const compared = compare(this.#parts, { deep, pageSize, cutoff: this.#cutoff });
    for await (const { object, named, pictures, finding } of compared) {
      if (object !== undefined) this.#counts.objects++;
      this.#counts.pictures += pictures;
      if (object !== undefined && finding !== undefined && !named) await this.#gather(object);
      if (finding === "recent") this.#recent++;
      else if (finding !== undefined) await this.#found(finding);
      if (!named) continue;
      done++;
      onProgress?.(done, Math.max(done, total));
    }
  }

  async #found(finding: Finding): Promise<void> {
    await this.#report({ line: "found", finding });
    this.#counts[finding.kind]++;
    if (!("pictures" in finding)) return this.#keepForDeletion(finding);
    if (this.#options.repair === undefined) return;
    // What no event speaks of cannot be repaired here.
    let isRepaired = finding.pictures.length > 0;
    for (const picture of finding.pictures) {
      const lost = { key: finding.key, picture, correlationId: this.#correlationId };
      const result = await this.#repair(this.#options.repair, lost, finding);
      const { productId } = picture;
      const imageType = imageName(picture.imageType, picture.picture);
      await this.#report({ line: "repair", productId, imageType, result });
      if (["kept", "failed", "unknown_product"].includes(result.outcome)) isRepaired = false;
      if (result.outcome === "invalidated") this.#counts.invalidated++;
      if (["put_back", "made_anew"].includes(result.outcome)) this.#counts.repaired++;
    }
    if (isRepaired) this.#counts[finding.kind]--;
  }

  /** A picture that cannot be restored now must not stop the others. */
  async #repair(
    parts: RestoringParts,
    lost: Parameters<typeof restore>[1],
    { kind, detail }: LostPicture,
  ): Promise<RepairOutcome> {
    try {
      const restored = await restore(parts, lost);
      if (restored.outcome !== "no_copy") return restored;
      const isOriginal = lost.picture.imageType === ORIGINAL;
      // Perhaps only the way to it alters it. Nobody sees an original, so nothing is gained by giving it up.
      if (isOriginal && kind === "altered") return { outcome: "kept", reason: detail };
      const { maxInvalidate = LIMIT } = this.#options;
      if (this.#counts.invalidated >= maxInvalidate) {
        await this.#refuse(
          `More than ${maxInvalidate} pictures would be invalidated: the rest is kept`,
        );
        return {
          outcome: "kept",
          reason: `no copy is left, but ${maxInvalidate} were invalidated already`,
        };
      }
      const where = isOriginal ? "anywhere" : "on disk or in Telegram";
      const reason = `object_${kind}: no copy ${where}`;
      const refused = await giveUp(parts, lost, reason);
      return refused === undefined ? { outcome: "invalidated", reason } : { outcome: refused };
    } catch (error) {
      return { outcome: "failed", reason: reasonOf(error) };
    }
  }

  /**
   * Gathers the orphaned covers of one product. Keys are in order: when another product's orphan is listed, the lost
   * pictures of this one have been repaired or given up, and it can be adopted for.
   */
  async #gather(object: StoredObject): Promise<void> {
    if (!this.#options.adopts) return;
    const orphan = await orphanedCover(this.#parts.db, object);
    if (orphan === undefined) return;
    if (this.#orphans?.productId !== orphan.productId) await this.#adopt();
    const covers = [...(this.#orphans?.covers ?? []), ...orphan.covers];
    this.#orphans = { ...orphan, covers };
  }

  async #adopt(): Promise<void> {
    const { repair } = this.#options;
    const orphans = this.#orphans;
    this.#orphans = undefined;
    if (orphans === undefined || repair === undefined) return;
    const { productId, covers } = orphans;
    const result = await adopt(repair, orphans, {
      cutoff: this.#cutoff,
      correlationId: this.#correlationId,
    }).catch((error) => ({ outcome: "failed" as const, reason: reasonOf(error) }));
    const { key } = latestOf(covers);
    await this.#report({ line: "adoption", productId, key, of: covers.length, result });
    if (result.outcome !== "adopted") return;
    this.#adopted++;
    this.#counts.orphaned--;
  }

  /** Keeps `maxDelete + 1` objects at most, to detect that there are too many. */
  #keepForDeletion(spare: SpareObject): void {
    const { deletes = [], maxDelete = LIMIT } = this.#options;
    // Outside of our prefix are the objects of others, and those that an older shop put.
    const isOurs = spare.key.startsWith(OWN_PREFIX);
    const isMeant = isOurs && deletes.includes(spare.kind) &&
      (spare.erased || spare.since <= this.#cutoff);
    if (isMeant && this.#spare.length <= maxDelete) this.#spare.push(spare);
  }

  async #delete(): Promise<void> {
    const { maxDelete = LIMIT } = this.#options;
    if (this.#spare.length > maxDelete) {
      return await this.#refuse(`More than ${maxDelete} objects would be deleted: none was`);
    }
    if (this.#spare.length === 0) return;
    const rows = new RowPictures(await listRowPictures(this.#parts));
    // An older row's list may name it, also after another row's event did.
    const keys = this.#spare.map(({ key }) => key);
    const mentioned = await findMentioned(this.#parts, keys);
    const elsewhere = await this.#options.findNamedElsewhere?.(keys);
    for (const spare of this.#spare) {
      const result = [rows, mentioned, elsewhere].some((named) => named?.has(spare.key))
        ? "named_meanwhile"
        : await deleteSpare(this.#parts, spare, this.#cutoff);
      if (result === "deleted") this.#counts.deleted++;
      if (result !== "recent" && result !== "odd_key") this.#counts[spare.kind]--;
      await this.#report({ line: "deletion", key: spare.key, result });
    }
  }

  async #refuse(reason: string): Promise<void> {
    if (this.#refusals.has(reason)) return;
    this.#refusals.add(reason);
    await this.#report({ line: "refusal", reason });
  }

  async #report(line: ReconcileLine): Promise<void> {
    await this.#kept.take(line);
    await this.#options.report?.(line);
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }
}

function reasonOf(error: unknown): string {
  return redact(fullMessageOf(describeError(error)));
}
