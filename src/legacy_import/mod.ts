/**
 * Brings a legacy shop's pictures in: finds the rows whose columns still hold local paths, renders the files, puts
 * cover and thumb to B2, and appends what is there now; adopts what lies in the bucket already.
 *
 * It must not change an original, a column or a row by itself: columns follow events. It knows no Telegram.
 * @module
 */
export { createEstimator, type Estimate, type Estimator } from "./estimate.ts";
export { countLegacy, type LegacyCount, type WorkSelection } from "./legacy_rows.ts";
export { migrateImages, type MigrateOptions, type MigrationSummary } from "./migrate_images.ts";
export type { MigrationDeps } from "./migrate_product.ts";
export { isLeft, OUTCOMES } from "./outcome.ts";
export { createPutProbe } from "./put_probe.ts";
export { openReport } from "./report.ts";
