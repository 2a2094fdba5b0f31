/**
 * What is done with a picture, a file each: show it, heal and capture its file ids, store it, erase it, restore it,
 * adopt it, and reconcile B2 with the log. It must not know a bot or a chat: the caller's `PictureSender` shows the
 * picture.
 * @module
 */
export { adoptFor, type AdoptRefused } from "./adopt.ts";
export {
  type ColumnValue,
  readColumnValue,
  showColumnValue,
  type ValueKind,
  valuesIn,
  WEB_ADDRESS_PATTERN,
} from "./column_value.ts";
export type { ComparedParts, Finding, SpareObject } from "./compare.ts";
export { eraseProduct, type EraseProductJob, type ErasingParts } from "./erase.ts";
export { createTelegramFileIds, type TelegramFileIds } from "./file_ids.ts";
export { keepOriginal, type KeptOriginal, putOriginal } from "./keep_original.ts";
export { createHealer, type HealFileId } from "./heal.ts";
export { getFirst } from "./intact.ts";
export { readInlinePicture } from "./inline_picture.ts";
export type { FetchOriginal, OriginalRefused } from "./original.ts";
export { mentionedIn } from "./mentions.ts";
export type { PictureParts } from "./parts.ts";
export {
  AskedToWait,
  type PictureSender,
  ReferenceRefused,
  type SentPicture,
  UploadRefused,
} from "./picture_sender.ts";
export { learnPublicUrls, recordPublicUrl } from "./public_urls.ts";
export { describeAdopted, putImage, putOnceMore, type PutProbe, type PutStore } from "./put.ts";
export { putThenAppend, type WritingParts } from "./put_then_append.ts";
export { moveBucket, type MoveLine, type MoveSummary, type MovingParts } from "./move_bucket.ts";
export { createRecentIds } from "./recent_ids.ts";
export { deleteOneSpare } from "./delete_one.ts";
export { GRACE_MS, reconcile, type ReconcileSummary } from "./reconcile.ts";
export { type KeptFinding, MOST_KEPT } from "./kept_findings.ts";
export type { ReconcileLine, RepairOutcome } from "./reconcile_line.ts";
export {
  type DetailedRun,
  getLastFindings,
  getLastReconcile,
  type ReconcileRun,
} from "./reconcile_runs.ts";
export { regenerate, type RegenerateLine, type RegenerateSummary } from "./regenerate.ts";
export type { Extent, RenewingParts } from "./renew.ts";
export type { RestoringParts } from "./restore.ts";
export { type Rung, RUNGS } from "./rung.ts";
export {
  type BringPicture,
  createBringing,
  createDelivery,
  createUploads,
  type Deliver,
} from "./show.ts";
export {
  type CountedPicture,
  type CountPicture,
  type Delivered,
  msSince,
  noteShown,
  type ShownPicture,
} from "./shown.ts";
export {
  openShownCounts,
  SHOWN_KEPT_DAYS,
  type ShownCounts,
  thinShownCounts,
} from "./shown_counts.ts";
export {
  readShown,
  readShownDays,
  SHOWN_SPANS,
  type ShownDay,
  type ShownSpan,
  type ShownStep,
} from "./shown_history.ts";
export { restoreProduct } from "./restore_product.ts";
export { checkSample } from "./sample.ts";
export { createPictureSources, createStoredSource, type FindPicture } from "./sources.ts";
export { ForeignBotJob, storeImage, type StoreImageJob, type StoreImageRefusal } from "./store.ts";
export { createTally, type Tally } from "./tally.ts";
export { TELEGRAM_ADDRESS_PATTERN } from "./telegram_address.ts";
export {
  endWarmUp,
  isWarmUpDue,
  listColdProducts,
  nextColdProducts,
  type WarmingParts,
  warmProduct,
} from "./warm_up.ts";
