import type { ReconcileRun } from "../../src/pictures/mod.ts";

/** A comparison with B2 that found something of each kind. */
export const RECONCILED: ReconcileRun = {
  startedAt: new Date("2026-05-01T12:00:00Z"),
  finishedAt: new Date("2026-05-01T12:01:00Z"),
  deep: false,
  objects: 5,
  pictures: 2,
  missing: 1,
  altered: 2,
  orphaned: 3,
  superseded: 0,
  repaired: 0,
  invalidated: 0,
  deleted: 0,
};
