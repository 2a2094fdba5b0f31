/**
 * Brings in the products of another shop: it reads a CSV file or a table, proposes which column is what, and merges the
 * rows into `products`. Their pictures are the work of legacy_import. It must not know Telegram.
 * @module
 */
export { FIELDS } from "./fields.ts";
export { importRows, type RowSummary } from "./import_rows.ts";
export { type Mapping, readMapping, writeMapping, WrongMapping } from "./mapping/mapping.ts";
export type { Preference } from "./merge.ts";
export { type Proposal, propose } from "./proposal/propose.ts";
export { needsSomebody, ROW_OUTCOMES, type RowReport } from "./report.ts";
export { type CsvOptions, openCsvSource } from "./source/csv_source.ts";
export type { RowSource } from "./source/source.ts";
export { openSqliteSource } from "./source/sqlite_source.ts";
export { openTableSource } from "./source/table_source.ts";
export { type ProductPictures, readPictures } from "./values/picture_table.ts";
export { scanSource, type SourceScan } from "./values/scan_prices.ts";
export { rememberCover } from "./write_plans.ts";
