/**
 * The event log and its projection: append, decide and append (`execute`), read, follow, replay, compare, and look into
 * the past. All SQL on events is here. It must not decide anything about pictures: `domain` does.
 * @module
 */
export type { EventMetadata } from "./append.ts";
export { columnsAsOf, type LogMoment, type ProductAsOf } from "./as_of.ts";
export type { UnexplainedValue } from "./differences.ts";
export { type Accepted, accepted, execute, type Executed, loadImages } from "./execute.ts";
export { followFromCheckpoint } from "./checkpoint.ts";
export { followLog, type LogSelection, readLog } from "./follow.ts";
export { isKnownProduct } from "./logged_event.ts";
export { addressOf, type KnownAddress, knowsUrlColumn } from "./knows.ts";
export { lastPictureChange } from "./last_change.ts";
export {
  hasFurtherValues,
  listReplacedValues,
  readLegacyValues,
  readTakenOver,
  type TakenOver,
} from "./legacy_values.ts";
export {
  type CurrentPicture,
  findNamedObject,
  lastBucket,
  listNamedObjects,
  listObjectKeys,
  listProductsOfObject,
  madeName,
  type NamedObject,
  pickObjectKeys,
  summarizeNamedObjects,
} from "./objects.ts";
export { ensureProjection, isBuiltFor, type RebuildReason } from "./projection.ts";
export { countRedactable, productsBySeller, type Redacted, redactEvents } from "./redact.ts";
export { previewReplay, replay, replayProduct, type ReplayProgress } from "./replay.ts";
export { isSentByAnother } from "./sent_by_others.ts";
export { loadProjectionTarget } from "./snapshot.ts";
export { countStoredProducts, listStoredProducts } from "./stored_products.ts";
export {
  eventsAround,
  latestEvents,
  latestVersion,
  latestVersions,
  listLostPictures,
  loadTimeline,
  type LostPictureEvent,
} from "./timeline.ts";
export { type DriftSummary, summarizeDrift } from "./summarize_drift.ts";
export { countUsage, meanPictureBytes, type Usage } from "./usage.ts";
export { type Drift, verify } from "./verify.ts";
