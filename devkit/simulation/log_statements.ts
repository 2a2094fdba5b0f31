import { isDeepStrictEqual } from "node:util";
import {
  columnsOf,
  evolve,
  type ImageEvent,
  initialState,
  PICTURES_COLUMN,
  picturesColumnOf,
  type ProductImages,
  type ProjectionTarget,
  readEvent,
} from "../../src/domain/mod.ts";
import type { Answer, Statement } from "./builder_statements.ts";
import { mentions, rowPictures, urlsOfOthers } from "./row_statements.ts";
import type { Row } from "./tables.ts";

/** Runs a statement with its parameters in their order. */
export type RawStatement = (
  statement: Statement & { readonly target: ProjectionTarget; nextPosition(): number },
  parameters: readonly unknown[],
) => Answer;

/** The SQL that the use cases write themselves, each told by words that only it contains. */
export const RAW_STATEMENTS: readonly {
  readonly contains: string;
  readonly name: string;
  readonly writes?: true;
  readonly run: RawStatement;
}[] = [
  { contains: "from append_image_events(", name: "append", writes: true, run: append },
  { contains: "from replay_one_product(", name: "replay it", writes: true, run: replayOne },
  { contains: `select distinct value from image_events`, name: "list objects", run: listNamed },
  { contains: `collate "C" as value`, name: "find the object in the log", run: findNamed },
  { contains: "select distinct value as key", name: "list its objects", run: listKeys },
  { contains: "bool_or(not starts_with", name: "count objects", run: summarize },
  { contains: 'product_id as "productId", version', name: "read its events", run: readEvents },
  { contains: `::text as "imageType"`, name: "read rows of older shops", run: rowPictures },
  { contains: "select distinct f.key", name: "find what rows mention", run: mentions },
  { contains: "from pg_attribute", name: "list foreign columns", run: () => ({ rows: [] }) },
  { contains: "select distinct url from other", name: "find urls of others", run: urlsOfOthers },
];

interface AppendedEvent extends Row {
  readonly eventId: string;
  readonly projected: { readonly slot: string; readonly value?: string; readonly botId?: number };
}

type LogStatement = Parameters<RawStatement>[0];

/** `append_image_events`: lock, known ids, expected version, insert, project. */
function append(statement: LogStatement, [id, expected, json]: readonly unknown[]): Answer {
  const { tx, table, now } = statement;
  const productId = id as string;
  const batch = JSON.parse(json as string) as AppendedEvent[];
  if (!lockProduct(statement, productId)) return answer({ outcome: "unknown_product", version: 0 });
  const ids = new Set(batch.map(({ eventId }) => eventId));
  const known = [...tx.read(table("image_events"))].filter((row) =>
    ids.has(row.event_id as string)
  );
  if (known.length > 0) {
    if (isSame(known, batch, productId)) {
      return answer({ outcome: "repeated", version: lastOf(known) });
    }
    throw new TypeError("some event ids are taken by other events");
  }
  const version = eventsOf(statement, productId).length;
  if (version !== expected) return answer({ outcome: "conflict", version });
  const log = table("image_events");
  for (const [at, event] of batch.entries()) {
    const { eventId, type, schemaVersion, imageType, data, metadata, projected } = event;
    const row = {
      position: statement.nextPosition(),
      product_id: productId,
      version: version + at + 1,
      event_id: eventId,
      batch_size: batch.length,
      type,
      schema_version: schemaVersion,
      image_type: imageType,
      data,
      metadata,
      slot: projected.slot,
      bot_id: projected.botId ?? null,
      value: projected.value ?? null,
      recorded_at: now,
    };
    tx.write(log, log.keyOf(row), row);
  }
  project(statement, productId);
  return answer({ outcome: "appended", version: version + batch.length });
}

/** Whether these rows are this very batch. */
function isSame(
  known: readonly Row[],
  batch: readonly AppendedEvent[],
  productId: string,
): boolean {
  const rows = [...known].sort(byPosition);
  return rows.length === batch.length && rows.every((row, at) => {
    const { eventId, type, schemaVersion, imageType, data } = batch[at]!;
    const event = [eventId, type, schemaVersion, imageType, JSON.stringify(data)].join();
    const { event_id, schema_version, image_type, batch_size, product_id } = row;
    const logged = [event_id, row.type, schema_version, image_type, JSON.stringify(row.data)]
      .join();
    return event === logged && batch_size === batch.length && product_id === productId;
  });
}

function lastOf(rows: readonly Row[]): number {
  return Math.max(...rows.map(({ version }) => version as number));
}

function replayOne(statement: LogStatement, [id]: readonly unknown[]): Answer {
  const productId = id as string;
  if (!lockProduct(statement, productId)) return { rows: [] };
  const events = eventsOf(statement, productId).length;
  return answer({ events, changed: project(statement, productId) ? 1 : 0 });
}

/** Sets the columns that some event speaks of. Returns whether any was wrong. */
function project(statement: LogStatement, productId: string): boolean {
  const products = statement.table("products");
  const row = statement.tx.get(products, productId)!;
  const state = stateOf(statement, productId);
  if (state.version === 0) return false;
  const columns = {
    ...columnsOf(state, statement.target),
    [PICTURES_COLUMN]: picturesColumnOf(state, statement.target),
  };
  const spoken = Object.entries(columns).filter(([, value]) => value !== undefined);
  const isWrong = spoken.some(([column, value]) => !isDeepStrictEqual(row[column], value));
  if (isWrong) statement.tx.write(products, productId, { ...row, ...Object.fromEntries(spoken) });
  return isWrong;
}

/** The state that the events of a product fold into. */
export function stateOf(
  statement: Pick<Statement, "tx" | "table">,
  productId: string,
): ProductImages {
  return eventsOf(statement, productId).map(eventOf).reduce(evolve, initialState);
}

/** A row never changes, so its event is read once. */
const EVENTS = new WeakMap<Row, ImageEvent>();

function eventOf(row: Row): ImageEvent {
  const known = EVENTS.get(row);
  if (known !== undefined) return known;
  const { type, schema_version, image_type, data } = row;
  const stored = { type, schemaVersion: schema_version, imageType: image_type, data };
  const event = readEvent(stored as Parameters<typeof readEvent>[0]);
  EVENTS.set(row, event);
  return event;
}

function eventsOf({ tx, table }: Pick<Statement, "tx" | "table">, productId: string): Row[] {
  return [...tx.read(table("image_events"))].filter((row) => row.product_id === productId)
    .sort((one, other) => (one.version as number) - (other.version as number));
}

function lockProduct({ tx, table }: LogStatement, productId: string): boolean {
  if (tx.get(table("products"), productId) === undefined) return false;
  tx.lock(table("products"), productId);
  return true;
}

/** Pages of the objects that some event names. Parameters: the last key of the page before, if any; the page's size. */
function listNamed(statement: LogStatement, parameters: readonly unknown[]): Answer {
  const after = parameters.length === 2 ? parameters[0] as string : "";
  const keys = new Set(uploads(statement).map((row) => row.value as string));
  const page = [...keys].filter((key) => key > after).sort().slice(0, parameters.at(-1) as number);
  return { rows: page.flatMap((key) => named(statement, key)) };
}

function findNamed(statement: LogStatement, [key]: readonly unknown[]): Answer {
  return { rows: named(statement, key as string) };
}

/** An upload is current until another upload or the end of the picture follows. */
function named(statement: LogStatement, key: string): Row[] {
  const naming = uploads(statement).filter((row) => row.value === key);
  if (naming.length === 0) return [];
  const log = [...statement.tx.read(statement.table("image_events"))];
  const endings = naming.map((upload) =>
    log.filter((row) =>
      row.product_id === upload.product_id && row.image_type === upload.image_type &&
      (row.slot === "uploaded" || row.slot === "image_invalidated") &&
      (row.position as number) > (upload.position as number)
    ).sort(byPosition)[0]
  );
  const pictures = naming.filter((_, at) => endings[at] === undefined).map((upload) => {
    const { sha256, sizeBytes } = upload.data as Row;
    return { productId: upload.product_id, imageType: upload.image_type, sha256, sizeBytes };
  });
  const ends = endings.flatMap((row) => row === undefined ? [] : [row.recorded_at as Date]);
  const ended_at = ends.length === 0 ? null : new Date(Math.max(...ends.map(Number)));
  return [{ key, pictures: pictures.length === 0 ? null : pictures, ended_at }];
}

function listKeys(statement: LogStatement, [productId]: readonly unknown[]): Answer {
  const own = uploads(statement).filter((row) => row.product_id === productId);
  const keys = [...new Set(own.map((row) => row.value as string))].sort();
  return { rows: keys.map((key) => ({ key })) };
}

function summarize(statement: LogStatement, [prefix]: readonly unknown[]): Answer {
  const keys = new Set(uploads(statement).map((row) => row.value as string));
  const outside = keys.size === 0
    ? null
    : [...keys].some((key) => !key.startsWith(prefix as string));
  return answer({ objects: keys.size, outside });
}

function readEvents(statement: LogStatement, [productId]: readonly unknown[]): Answer {
  return {
    rows: eventsOf(statement, productId as string).map((row) => ({
      position: row.position,
      productId: row.product_id,
      version: row.version,
      eventId: row.event_id,
      type: row.type,
      schemaVersion: row.schema_version,
      imageType: row.image_type,
      data: row.data,
      metadata: row.metadata,
      recordedAt: (row.recorded_at as Date).toISOString(),
    })),
  };
}

function uploads({ tx, table }: LogStatement): Row[] {
  return [...tx.read(table("image_events"))].filter((row) => row.slot === "uploaded")
    .sort(byPosition);
}

function byPosition(one: Row, other: Row): number {
  return (one.position as number) - (other.position as number);
}

function answer(row: Row): Answer {
  return { rows: [row] };
}
