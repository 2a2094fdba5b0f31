import type { ImageType, StoredImage } from "../domain/mod.ts";
import { ImageRenderError } from "../imaging/mod.ts";
import { describeError, logger } from "../log.ts";
import type { Database } from "../postgres/mod.ts";
import { type EventMetadata, execute, replayProduct } from "../event_log/mod.ts";
import { deleteVersions, ObjectCorrupt } from "../storage/mod.ts";
import { adoptPicture, type Bucket, putPicture, type Recorded } from "./bucket.ts";
import type { LegacyRow } from "./legacy_rows.ts";
import type { Semaphore } from "../std/mod.ts";
import type { ImageOutcome, Left, Outcome } from "./outcome.ts";
import type { Task } from "./plan.ts";
import { type RenderedLegacy, renderLegacy, type RenderLegacyDeps } from "./render_legacy.ts";

/** What a migration stands on. */
export interface MigrationDeps extends RenderLegacyDeps, Bucket {
  /** PostgreSQL. */
  readonly db: Database;
  /** Stored beside the events. */
  readonly metadata: EventMetadata;
}

const NOT_FOUND = { left: { outcome: "missing", reason: "not_found" } } as const;

/** A task with its pictures, where it takes a file. */
type Rendered = Task & { readonly rendered?: RenderedLegacy };
type Prepared = Task & (Recorded | { readonly projected: true });

/**
 * Does what a row asks for: everything is in B2 before one append says so; the columns switch in that
 * append. Each step can be repeated. What follows the rendering waits for its turn at the gate.
 *
 * @throws what made B2 or PostgreSQL fail: the run is to be tried again.
 */
export async function migrateProduct(
  deps: MigrationDeps,
  row: LegacyRow,
  tasks: readonly Task[],
  gate: Semaphore,
): Promise<ImageOutcome[]> {
  const product = row.productId;
  const rendered = await renderAll(deps, product, tasks);
  return await gate(async () => {
    const prepared = await allOf(rendered.map((picture) => prepare(deps, product, picture)));
    const recorded = await record(deps, product, prepared);
    return prepared.flatMap((picture): ImageOutcome[] => {
      const { image } = picture;
      if ("stored" in picture) return [{ product, image, ...(recorded ?? doneBy(picture)) }];
      if ("projected" in picture) return [{ product, image, outcome: "projected" }];
      // Of a column that names nothing there is nothing to be found again.
      if (picture.do === "migrate" && !picture.asked) return [];
      return [{ product, image, ...picture.left }];
    });
  });
}

function doneBy(
  { do: what, madeOf }: Pick<Task, "do"> & { readonly madeOf?: StoredImage },
): Pick<ImageOutcome, "outcome" | "leftBehind"> {
  if (madeOf !== undefined) return { outcome: "migrated", leftBehind: madeOf.key };
  return { outcome: what === "adopt" ? "adopted" : "migrated" };
}

/** Waits for each, also when another fails: nothing of a product runs on behind the caller's back. */
async function allOf<T>(work: readonly Promise<T>[]): Promise<T[]> {
  return (await Promise.allSettled(work)).map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

/** Each path at most once. */
function renderAll(
  deps: RenderLegacyDeps,
  productId: string,
  tasks: readonly Task[],
): Promise<Rendered[]> {
  const known = new Map<string, Promise<RenderedLegacy>>();
  const render = (path: string) => {
    const rendered = known.get(path) ?? renderLegacy(deps, path);
    known.set(path, rendered);
    return rendered;
  };
  return allOf(tasks.map(async (task) => {
    if (task.do !== "migrate") return task;
    const about = { productId, image: task.image };
    return { ...task, rendered: await leftIfFailed(about, firstOf(task.paths, render)) };
  }));
}

async function prepare(
  deps: MigrationDeps,
  productId: string,
  { rendered, ...task }: Rendered,
): Promise<Prepared> {
  const { image } = task;
  const about = { productId, image };
  switch (task.do) {
    case "project":
      await replayProduct(deps.db, productId);
      return { ...task, projected: true };
    case "adopt":
      return {
        ...task,
        ...await leftIfFailed(about, adoptPicture(deps, productId, image, task.key)),
      };
    case "migrate": {
      if (rendered === undefined || "left" in rendered) {
        return { ...task, ...rendered ?? NOT_FOUND };
      }
      const put = putPicture(deps, productId, image, rendered[image]);
      return { ...task, ...await leftIfFailed(about, put) };
    }
  }
}

/** Two kinds of error are about one picture; whatever else is thrown is about all of them. */
async function leftIfFailed<T>(
  about: { readonly productId: string; readonly image: ImageType },
  work: Promise<T>,
): Promise<T | { readonly left: Left }> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ImageRenderError || error instanceof ObjectCorrupt)) throw error;
    logger("migration").warn("The {image} of {productId} failed: {error}", {
      ...about,
      error: describeError(error),
    });
    return { left: { outcome: "failed", reason: error.code } };
  }
}

/** The first that can be rendered; if none can, why the first cannot. */
async function firstOf(
  paths: readonly string[],
  render: (path: string) => Promise<RenderedLegacy>,
): Promise<RenderedLegacy> {
  let first: { readonly left: Left } | undefined;
  for (const path of paths) {
    const rendered = await render(path);
    if (!("left" in rendered)) return rendered;
    first ??= rendered;
  }
  return first ?? NOT_FOUND;
}

/** Appends what is in B2 now; undefined when the log has it. */
async function record(
  { db, store, metadata }: MigrationDeps,
  productId: string,
  prepared: readonly Prepared[],
): Promise<{ readonly outcome: Outcome; readonly reason: string } | undefined> {
  const images: Partial<Record<ImageType, StoredImage>> = {};
  const madeOf: Partial<Record<ImageType, StoredImage>> = {};
  for (const picture of prepared) {
    if (!("stored" in picture)) continue;
    images[picture.image] = picture.stored;
    if (picture.madeOf !== undefined) madeOf[picture.image] = picture.madeOf;
  }
  if (Object.keys(images).length === 0) return undefined;
  const command = { type: "MigrateImages", images, madeOf } as const;
  const executed = await execute(db, productId, command, metadata);
  if (!("refused" in executed)) return undefined;
  // The product was deleted for good meanwhile, and what it had is erased already.
  if (executed.refused === "deleted") {
    const put = Object.values(images).filter(({ origin }) => origin !== "adoption");
    for (const { key } of put) await deleteVersions(store, key);
  }
  return { outcome: "superseded", reason: executed.refused };
}
