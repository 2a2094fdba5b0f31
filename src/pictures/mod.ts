/**
 * What is done with a picture: show it, capture and heal its file ids, store it, erase it, restore it, adopt it, and
 * reconcile B2 with the log. It must not know a bot or a chat: where a picture goes is the caller's `PictureSender`.
 * @module
 */
export type { AdoptRefused } from "./adopt.ts";
export type { CompareDeps, Finding, SpareObject } from "./compare.ts";
export { type EraseDeps, eraseObjects } from "./erase.ts";
export { createTelegramFileIds, type TelegramFileIds } from "./file_ids.ts";
export {
  type Delivered,
  type PictureSender,
  ReferenceRefused,
  type Rung,
  RUNGS,
  type SentPicture,
  UploadRefused,
} from "./picture.ts";
export {
  reconcile,
  type ReconcileLine,
  type ReconcileSummary,
  type RepairOutcome,
} from "./reconcile.ts";
export { getLastReconcile, type ReconcileRun } from "./reconcile_runs.ts";
export { createDelivery, type Deliver } from "./show.ts";
export { createPictureSources } from "./sources.ts";
export { type Attempt, STORE_IMAGE, storeImage, type StoreImageOutcome } from "./store.ts";
export type { FetchOriginal, OriginalRefused, StoreImageJob, StoringDeps } from "./storing.ts";
export { createTally } from "./tally.ts";
