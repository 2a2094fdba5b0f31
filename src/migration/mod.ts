/**
 * Brings a legacy shop's pictures in: finds the rows whose columns still hold local paths, renders the files, puts
 * cover and thumb to B2, reads them back, and appends what is there now; adopts what lies in the bucket already.
 *
 * It must not change an original, a column or a row by itself: columns follow events. It knows no Telegram.
 * @module
 */
export type { Bucket } from "./bucket.ts";
export { createEstimator, type Estimate, type Estimator, type Pace } from "./estimate.ts";
export {
  countLegacy,
  type LegacyCount,
  type LegacyRow,
  type WorkSelection,
} from "./legacy_rows.ts";
export { createLooks, type Looks } from "./looks.ts";
export { migrateImages, type MigrateOptions, type MigrationSummary } from "./migrate_images.ts";
export { type MigrationDeps } from "./migrate_product.ts";
export { type ImageOutcome, isLeft, type Outcome, OUTCOMES } from "./outcome.ts";
export type { Task } from "./plan.ts";
export type { Left } from "./outcome.ts";
export type { RenderLegacyDeps } from "./render_legacy.ts";
export { type MigrationReport, openReport } from "./report.ts";
