import type { ImageColumns, LoggedEvent } from "../domain/mod.ts";
import { columnsAsOf, loadTimeline } from "../event_log/mod.ts";
import { type JobInfo, listJobs, STATES_OF } from "../jobs/mod.ts";
import { getProduct, type Product } from "../shop/mod.ts";
import { listActions, type OperatorAction } from "./audit.ts";
import { changesOf, type ColumnChange } from "./column_changes.ts";
import type { ConsoleShop } from "./shop.ts";
import { type PictureStores, storesOf } from "./stores.ts";

/** An event, and what it changed. */
export interface TimelineEntry {
  readonly event: LoggedEvent;
  /** Undefined if this release cannot read the product's events. */
  readonly changes: readonly ColumnChange[] | undefined;
}

/** What the page of a product shows. */
export interface ProductView {
  readonly productId: string;
  /** Undefined if the row is gone. */
  readonly product: Product | undefined;
  readonly stores: readonly PictureStores[] | undefined;
  /** Of the last event; 0 if there is none. */
  readonly version: number;
  /** Why the events cannot be read, if so. */
  readonly unreadable: string | undefined;
  /** What the columns must hold now; undefined if the events cannot be read. */
  readonly demanded: ImageColumns | undefined;
  /** The moment that the scrubber is at, and what the columns held then. */
  readonly then: {
    readonly version: number;
    readonly recordedAt: string | undefined;
    readonly columns: ImageColumns | undefined;
  };
  /** A part of the timeline, the newest first. */
  readonly entries: readonly TimelineEntry[];
  readonly hasNewer: boolean;
  readonly hasOlder: boolean;
  readonly actions: readonly OperatorAction[];
  readonly jobs: readonly JobInfo[];
}

/** What is asked of a product: a moment, and a part of the timeline. */
export interface ProductQuery {
  /** The version that the scrubber is at; the last one if absent. */
  readonly at?: number | undefined;
  /** Shows events before this version. */
  readonly older?: number | undefined;
  /** Shows the events around this version. */
  readonly around?: number | undefined;
}

const ENTRIES = 30;
const ACTIONS = 10;
const JOBS = 5;
/** What is done is in the timeline. */
const SHOWN_STATES = [...STATES_OF.waiting, ...STATES_OF.running, ...STATES_OF.failed];

/** Reads all that the page of a product shows; undefined if neither a row nor an event is there. */
export async function readProductView(
  shop: ConsoleShop,
  productId: string,
  query: ProductQuery,
): Promise<ProductView | undefined> {
  const { parts: { db }, queue: { schema } } = shop;
  const [product, timeline, actions, jobs] = await Promise.all([
    getProduct(db, productId),
    loadTimeline(db, productId),
    listActions(db, { target: productId }, ACTIONS),
    listJobs(db, { states: SHOWN_STATES, productId }, { limit: JOBS, schema }),
  ]);
  const { events, stream } = timeline;
  if (product === undefined && events.length === 0) return undefined;
  const steps = "steps" in stream ? stream.steps : undefined;
  const version = events.at(-1)?.version ?? 0;
  const at = Math.min(Math.max(query.at ?? version, 0), version);
  const then = events[at - 1];
  const end = endOf(query, events.length);
  const start = Math.max(0, end - ENTRIES);
  const entries = events.slice(start, end).map((event, n) => ({
    event,
    changes: steps && changesOf(steps[start + n - 1]?.columns, steps[start + n]!.columns),
  }));
  return {
    productId,
    product,
    stores: product && await storesOf(shop, product),
    version,
    unreadable: "unreadable" in stream ? stream.unreadable : undefined,
    demanded: steps?.at(-1)?.columns,
    then: {
      version: at,
      recordedAt: then?.recordedAt,
      columns: steps ? steps[at - 1]?.columns : then && await columnsAt(shop, then),
    },
    entries: entries.toReversed(),
    hasNewer: end < events.length,
    hasOlder: start > 0,
    actions,
    jobs,
  };
}

/** How many of the first events the shown part ends after. */
function endOf({ older, around }: ProductQuery, count: number): number {
  const end = older !== undefined ? older - 1 : around !== undefined ? around + ENTRIES / 2 : count;
  return Math.min(Math.max(end, Math.min(count, ENTRIES)), count);
}

/** The same as the fold of the events, by PostgreSQL: for events that this release cannot read. */
async function columnsAt(
  { parts: { db } }: ConsoleShop,
  { productId, position }: LoggedEvent,
): Promise<ImageColumns | undefined> {
  for await (const [found] of columnsAsOf(db, { position }, { productId })) return found?.columns;
  return undefined;
}
