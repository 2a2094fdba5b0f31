import type { ImageType, StoredImage } from "../domain/mod.ts";
import { ImageRenderError } from "../imaging/mod.ts";
import { describeError, logger } from "../log.ts";
import { type Database, type EventMetadata, execute, replayProduct } from "../postgres/mod.ts";
import { ObjectCorrupt } from "../storage/mod.ts";
import { adoptPicture, type Bucket, putPicture, type Recorded } from "./bucket.ts";
import type { LegacyRow } from "./legacy_rows.ts";
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

type Prepared = Task & (Recorded | { readonly projected: true });

/**
 * Does what a row asks for: everything is in B2, and read back, before one append says so; the columns switch in that
 * append. Each step can be repeated.
 *
 * @throws what made B2 or PostgreSQL fail: the run is to be tried again.
 */
export async function migrateProduct(
  deps: MigrationDeps,
  row: LegacyRow,
  tasks: readonly Task[],
): Promise<ImageOutcome[]> {
  const product = row.productId;
  const rendered = new Map<string, Promise<RenderedLegacy>>();
  const render = (path: string) => {
    const known = rendered.get(path) ?? renderLegacy(deps, path);
    rendered.set(path, known);
    return known;
  };
  // Each is waited for, also when another fails: nothing of this product runs on behind the caller's back.
  const settled = await Promise.allSettled(
    tasks.map(async (task): Promise<Prepared> => ({
      ...task,
      ...await prepare(deps, product, task, render),
    })),
  );
  const prepared = settled.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
  const recorded = await record(deps, product, prepared);
  return prepared.flatMap((picture): ImageOutcome[] => {
    const { image } = picture;
    if ("stored" in picture) return [{ product, image, ...(recorded ?? doneBy(picture)) }];
    if ("projected" in picture) return [{ product, image, outcome: "projected" }];
    // Of a column that names nothing there is nothing to be found again.
    if (picture.do === "migrate" && !picture.asked) return [];
    return [{ product, image, ...picture.left }];
  });
}

function doneBy(task: Task): { readonly outcome: Outcome } {
  return { outcome: task.do === "adopt" ? "adopted" : "migrated" };
}

async function prepare(
  deps: MigrationDeps,
  productId: string,
  task: Task,
  render: (path: string) => Promise<RenderedLegacy>,
): Promise<Recorded | { readonly projected: true }> {
  try {
    if (task.do === "project") {
      await replayProduct(deps.db, productId);
      return { projected: true };
    }
    if (task.do === "adopt") return await adoptPicture(deps, task.key);
    const found = await firstOf(task.paths, render);
    if ("left" in found) return found;
    return await putPicture(deps, productId, task.image, found[task.image]);
  } catch (error) {
    // These two are about one picture; whatever else is thrown is about all of them.
    if (!(error instanceof ImageRenderError || error instanceof ObjectCorrupt)) throw error;
    const { image } = task;
    const about = { productId, image, error: describeError(error) };
    logger("migration").warn("The {image} of {productId} failed: {error}", about);
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
  return first ?? { left: { outcome: "missing", reason: "not_found" } };
}

/** Appends what is in B2 now; undefined when the log has it. */
async function record(
  { db, metadata }: MigrationDeps,
  productId: string,
  prepared: readonly Prepared[],
): Promise<{ readonly outcome: Outcome; readonly reason: string } | undefined> {
  const images: Partial<Record<ImageType, StoredImage>> = {};
  for (const picture of prepared) {
    if ("stored" in picture) images[picture.image] = picture.stored;
  }
  if (Object.keys(images).length === 0) return undefined;
  const executed = await execute(db, productId, { type: "MigrateImages", images }, metadata);
  return "refused" in executed ? { outcome: "superseded", reason: executed.refused } : undefined;
}
