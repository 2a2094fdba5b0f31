/**
 * Imports the pictures of a legacy shop. It finds rows whose columns hold local paths, addresses of other hosts, Telegram's ids
 * or pictures as text, gets the originals, renders them, puts the pictures to B2, and appends the events. It also adopts objects
 * that are already in the bucket.
 *
 * It must not change a file, a column or a row: columns follow events. It must not know the Bot API: `TelegramFiles` asks it.
 * @module
 */
export { countBroughtIn, IMPORT_ACTOR } from "./count_brought_in.ts";
export { countHeld, type HeldCounts, type HeldKind } from "./count_held.ts";
export { createElsewhere } from "./elsewhere.ts";
export { createEstimator, type Estimate } from "./estimate.ts";
export type { LegacyRow } from "./legacy_row.ts";
export { countLegacy, type LegacyCount, type WorkSelection } from "./legacy_rows.ts";
export type { FurtherPicture, FurtherPlace } from "./further/further_pictures.ts";
export { findNamedInTable } from "./further/named_in_table.ts";
export { readFurtherAddresses } from "./further/further_addresses.ts";
export {
  findPictureColumns,
  inOrderOfNames,
  isPictureTableName,
  type PictureTableColumns,
  readFurtherName,
} from "./further/names.ts";
export {
  findFurtherPlaces,
  findFurtherSources,
  type FurtherSources,
  listPictureTables,
} from "./further/sources.ts";
export { learnFileIds } from "./learn_file_ids.ts";
export {
  type FurtherCount,
  type ImportOptions,
  importPictures,
  type ImportSummary,
} from "./import_pictures.ts";
export type { ImportParts } from "./import_product.ts";
export { type ImageOutcome, isLeft, OUTCOMES } from "./outcome.ts";
export { findMappings } from "./paths/find_mappings.ts";
export { LegacyFiles } from "./paths/legacy_files.ts";
export { findPictureless } from "./pictureless.ts";
export { createPutProbe } from "./put_probe.ts";
export { createPreviews, type PreviewOf } from "./report/previews.ts";
export type {
  AppliedMapping,
  Mapping,
  Pictureless,
  RunEnd,
  RunFacts,
} from "./report/import_report.ts";
export { type Language, languageOf, LANGUAGES } from "./report/language.ts";
export { isReport, openReport } from "./report/open_report.ts";
export { problemOfReport } from "./report/own_report.ts";
export type {
  TelegramFile,
  TelegramFiles,
  TelegramLink,
  TelegramRefusal,
} from "./telegram_files.ts";
export { createFetchPicture } from "./web/fetch_picture.ts";
