import { ownerOfKey } from "../domain/mod.ts";
import {
  adoptFor,
  deleteOneSpare,
  type DetailedRun,
  GRACE_MS,
  type PictureParts,
  reconcile,
} from "../pictures/mod.ts";
import { findProductId } from "../postgres/mod.ts";
import type { ActionName, Details, Outcome } from "./audit.ts";
import type { WorkHandle } from "./long_work.ts";
import type { ConsoleShop } from "./shop.ts";

/** Runs through the whole bucket: to look, or to mend what is found. */
export const RUNS = [
  "compare",
  "compare_deep",
  "repair",
  "give_up",
  "adopt",
  "delete_spare",
] as const satisfies readonly ActionName[];

/** What can be done about one finding. */
export const ONE_ACTS = ["adopt_one", "delete_one"] as const satisfies readonly ActionName[];

/** One of {@link RUNS}. */
export type RunAct = (typeof RUNS)[number];
/** One of {@link ONE_ACTS}. */
export type OneAct = (typeof ONE_ACTS)[number];

/** More objects are not deleted at once: so many findings are no accident of some uploads. */
const MOST_DELETED = 5000;

/** Whether an act only looks. It needs nobody to have seen anything. */
export function isLook(act: RunAct): boolean {
  return act === "compare" || act === "compare_deep";
}

/** Runs reconcile as the command does. `seen`: the run that the operator saw; undefined before the first one. */
export async function runReconcile(
  { parts, long }: ConsoleShop,
  act: RunAct,
  seen: DetailedRun | undefined,
  { actionId, step }: Pick<WorkHandle, "actionId" | "step">,
  now: () => Date = () => new Date(),
): Promise<Details> {
  const own = { ...parts, db: long };
  let progress: Details = {};
  const summary = await reconcile(own, {
    ...optionsOf(act, own, seen),
    now,
    marksAdoptable: true,
    correlationId: `console:${actionId}`,
    onProgress: (done, of) => step(progress = { done, of }),
    report: () => step(progress),
  });
  const { missing, altered, orphaned, superseded, repaired, invalidated, adopted, deleted } =
    summary;
  const counts = {
    missing,
    altered,
    orphaned,
    superseded,
    repaired,
    invalidated,
    adopted,
    deleted,
  };
  return { ...counts, ...(summary.refused && { refused: 1 }) };
}

function optionsOf(
  act: RunAct,
  repair: PictureParts,
  seen: DetailedRun | undefined,
): Parameters<typeof reconcile>[1] {
  // What only the hashes have shown is found again only by the hashes.
  const deep = seen?.deep ?? false;
  switch (act) {
    case "compare":
      return {};
    case "compare_deep":
      return { deep: true };
    case "repair":
      return { repair, deep, maxInvalidate: 0 };
    case "give_up":
      return { repair, deep };
    case "adopt":
      return { repair, adopts: true, maxInvalidate: 0 };
    case "delete_spare": {
      const most = (seen?.orphaned ?? 0) + (seen?.superseded ?? 0);
      return { deletes: ["orphaned", "superseded"], maxDelete: Math.min(most, MOST_DELETED) };
    }
  }
}

/** The product whose cover an object may be; undefined for an object of no product. */
export async function productOfKey(
  { parts: { db } }: ConsoleShop,
  key: string,
): Promise<string | undefined> {
  const owner = ownerOfKey(key);
  return owner && await findProductId(db, owner);
}

/** Adopts or deletes one object, if that is still right. What it is now decides, not what the operator saw. */
export async function actOnFinding(
  { parts }: ConsoleShop,
  act: OneAct,
  { key, productId, actionId }: {
    readonly key: string;
    readonly productId: string | undefined;
    readonly actionId: number;
  },
  now: () => Date = () => new Date(),
): Promise<Outcome> {
  const cutoff = new Date(now().getTime() - GRACE_MS);
  if (act === "delete_one") {
    const result = await deleteOneSpare(parts, key, cutoff);
    return result === "deleted" ? { done: {} } : { refused: result };
  }
  if (productId === undefined) return { refused: "unknown_product" };
  const by = { cutoff, correlationId: `console:${actionId}` };
  const { outcome } = await adoptFor(parts, productId, by);
  return outcome === "adopted" ? { done: {} } : { refused: outcome };
}
