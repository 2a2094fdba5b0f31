import { sql } from "kysely";
import type { LegacyRow } from "../legacy_import/mod.ts";
import type { Database, DatabaseTransaction } from "../postgres/mod.ts";
import type { RowProblem, SourceProduct } from "./fields.ts";
import type { Mapping } from "./mapping/mapping.ts";
import { pictureRowOf, type PlanOptions, planRow, type RowPlan } from "./plan_row.ts";
import type { RowOutcome, RowReport } from "./report.ts";
import { importedProducts, readShopRows } from "./shop_rows.ts";
import type { RowSource } from "./source/source.ts";
import type { PriceStyle } from "./values/price.ts";
import { type ProductPictures, withPictures } from "./values/picture_table.ts";
import { readProducts } from "./values/read_products.ts";
import { writePlans } from "./write_plans.ts";

/** Options of {@link importRows}. */
export interface RowImportOptions extends PlanOptions {
  readonly mapping: Mapping;
  readonly style: PriceStyle;
  /** Writes nothing, and returns the pictures that would be there. */
  readonly dryRun: boolean;
  /** Pictures of products that a table of their own holds. */
  readonly pictures?: ProductPictures | undefined;
  /** When aborted, the rows of the running transaction are the last ones. */
  readonly signal?: AbortSignal;
  readonly onReport: (report: RowReport) => void;
  /** Takes the number of rows that are done. */
  readonly onProgress?: (rows: number) => void;
}

/** The result of {@link importRows}. */
export interface RowSummary {
  readonly rows: Readonly<Partial<Record<RowOutcome, number>>>;
  /** Products without a price. The shop shows them as on request. */
  readonly withoutPrice: number;
  /** Stored pictures that others of the source replace. */
  readonly replacements: readonly LegacyRow[];
  /** Products of which the table of pictures has some. */
  readonly pictured: number;
  /** Only of a dry run: rows with pictures that would be there for an import. */
  readonly pictureRows: readonly LegacyRow[];
}

/** Rows of one transaction: so a kill loses little, and a seller's change waits only a moment. */
const BATCH = 200;

/**
 * Brings the rows of a source into `products`, batch by batch, each in a transaction. It can be stopped at any time and
 * run again: rows that are in already are not touched.
 *
 * @throws the error of PostgreSQL, or {@link SourceUnreadable}.
 */
export async function importRows(
  db: Database,
  source: RowSource,
  options: RowImportOptions,
): Promise<RowSummary> {
  const run = new RowImport(db, options);
  for await (const read of readProducts(source.rows(), options.mapping, options.style)) {
    if (options.signal?.aborted) return run.summary;
    if ("problem" in read) run.refuse(read.problem);
    else await run.add(read.product);
    run.pass(read.furtherRows);
  }
  await run.flush();
  await run.reportVanished();
  return run.summary;
}

class RowImport {
  readonly #db: Database;
  readonly #options: RowImportOptions;
  readonly #rows: Partial<Record<RowOutcome, number>> = {};
  readonly #pictureRows: LegacyRow[] = [];
  readonly #replacements: LegacyRow[] = [];
  /** Where each id was seen first. */
  readonly #seen = new Map<string, string>();
  /** Ids of rows with something wrong in another column. */
  readonly #refused = new Set<string>();
  #batch: SourceProduct[] = [];
  #withoutPrice = 0;
  #pictured = 0;
  #done = 0;

  constructor(db: Database, options: RowImportOptions) {
    this.#db = db;
    this.#options = options;
  }

  get summary(): RowSummary {
    return {
      rows: this.#rows,
      withoutPrice: this.#withoutPrice,
      replacements: this.#replacements,
      pictured: this.#pictured,
      pictureRows: this.#pictureRows,
    };
  }

  refuse(problem: RowProblem): void {
    if (problem.productId !== undefined) this.#refused.add(problem.productId);
    this.#count("bad");
    this.#tellProgress(1);
    this.#options.onReport({ about: "problem", problem });
  }

  /** Counts the further rows of a product. */
  pass(rows: number): void {
    if (rows === 0) return;
    this.#rows.further = (this.#rows.further ?? 0) + rows;
    this.#tellProgress(rows);
  }

  async add(product: SourceProduct): Promise<void> {
    const { productId, at } = product;
    const first = this.#seen.get(productId);
    if (first !== undefined) {
      const wrong =
        `The id is in ${first} already, and that row counts. Give this one another id, or remove it`;
      return this.refuse({ at, column: product.idColumn, value: productId, wrong });
    }
    this.#seen.set(productId, at);
    const pictures = this.#options.pictures?.get(productId);
    if (pictures !== undefined) this.#pictured++;
    this.#batch.push(withPictures(product, pictures));
    if (this.#batch.length === BATCH) await this.flush();
  }

  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    if (batch.length === 0) return;
    const plans = this.#options.dryRun ? await this.#look(batch) : await this.#write(batch);
    for (const { product, outcome, reports, replacement } of plans) {
      this.#count(outcome);
      if (replacement !== undefined) this.#replacements.push(replacement);
      if (product.values.price === null) this.#withoutPrice++;
      reports.forEach(this.#options.onReport);
    }
    this.#tellProgress(plans.length);
  }

  async reportVanished(): Promise<void> {
    for await (const { productId, title } of importedProducts(this.#db, this.#options.sourceName)) {
      if (this.#seen.has(productId) || this.#refused.has(productId)) continue;
      this.#count("vanished");
      this.#options.onReport({ about: "vanished", productId, title });
    }
  }

  async #look(batch: readonly SourceProduct[]): Promise<RowPlan[]> {
    const rows = await readShopRows(this.#db, batch.map(({ productId }) => productId));
    return batch.map((product) => {
      const shop = rows.get(product.productId);
      const plan = planRow(product, shop, this.#options);
      this.#pictureRows.push(...pictureRowOf(plan, shop));
      return plan;
    });
  }

  /** If PostgreSQL refuses a row, the batch is written row by row, so that the others come in. */
  async #write(batch: readonly SourceProduct[]): Promise<RowPlan[]> {
    try {
      return await this.#db.transaction().execute((tx) => this.#writeIn(tx, batch));
    } catch (error) {
      if (refusalOf(error) === undefined) throw error;
      if (batch.length > 1) return await this.#writeInTurn(batch);
      const [{ at, productId }] = batch as [SourceProduct];
      this.refuse({ at, productId, wrong: `The shop's table refuses it: ${refusalOf(error)}` });
      return [];
    }
  }

  async #writeInTurn(batch: readonly SourceProduct[]): Promise<RowPlan[]> {
    const plans: RowPlan[] = [];
    for (const product of batch) plans.push(...await this.#write([product]));
    return plans;
  }

  async #writeIn(tx: DatabaseTransaction, batch: readonly SourceProduct[]): Promise<RowPlan[]> {
    // Two imports at once take turns: the second one finds the rows of the first.
    await sql`select pg_advisory_xact_lock(hashtext('vitrine import'))`.execute(tx);
    const rows = await readShopRows(tx, batch.map(({ productId }) => productId), { lock: true });
    const plans = batch.map((product) =>
      planRow(product, rows.get(product.productId), this.#options)
    );
    await writePlans(tx, plans, this.#options.sourceName);
    return plans;
  }

  #tellProgress(rows: number): void {
    this.#done += rows;
    this.#options.onProgress?.(this.#done);
  }

  #count(outcome: RowOutcome): void {
    this.#rows[outcome] = (this.#rows[outcome] ?? 0) + 1;
  }
}

/**
 * Why PostgreSQL refuses a value, if it does: a constraint of a legacy table (23), or a value that a column or the
 * encoding of the database cannot hold (22). Source: PostgreSQL 18, appendix A.
 */
function refusalOf(error: unknown): string | undefined {
  const { code, message, detail } = error as Record<string, unknown>;
  if (typeof code !== "string" || !/^2[23]/.test(code)) return undefined;
  return [message, detail].filter((text) => typeof text === "string").join(". ");
}
