import { PROJECTED_COLUMNS, type ProjectedColumn, type ProjectionTarget } from "./columns.ts";
import { evolve, project } from "./events/mod.ts";
import type { Projected } from "./events/event_type.ts";
import type { LoggedEvent } from "./logged_event.ts";
import { demandedBy, type DemandedColumn, type DemandedColumns } from "./pictures_column.ts";
import { initialState } from "./product_images.ts";
import { readEvent } from "./read_event.ts";

/** A column whose value is not what the log demands. */
export interface Difference {
  readonly productId: string;
  readonly column: DemandedColumn;
  readonly value: string | null;
  /** What the log demands. */
  readonly expected: string | null;
}

/** Why a column probably holds what it does. Programs read these codes: they never change. */
export type CauseCode =
  | "emptied"
  | "older_state"
  | "another_bot"
  | "another_public_url"
  | "other_picture"
  | "another_product"
  | "local_path"
  | "written_by_hand"
  | "unreadable_log";

/** Why a column probably holds what it does. */
export interface LikelyCause {
  readonly code: CauseCode;
  /** A sentence for people. */
  readonly text: string;
}

/** The event that decides what a column must hold. */
export type DecidingEvent = Pick<LoggedEvent, "position" | "version" | "type" | "recordedAt">;

/** How the log explains a difference. */
export interface Explanation {
  /** Null if this program cannot read the log. */
  readonly event: DecidingEvent | null;
  readonly cause: LikelyCause;
}

/** One event of a product, and what the columns must hold after it. */
export interface StreamStep {
  readonly logged: LoggedEvent;
  readonly projected: Projected;
  readonly columns: DemandedColumns;
}

/** All events of a product, or why this program cannot read them. */
export type ReadStream = { readonly steps: readonly StreamStep[] } | {
  readonly unreadable: string;
};

/** Reads all events of a product for {@link explain}. Pure. */
export function readStream(stream: readonly LoggedEvent[], target: ProjectionTarget): ReadStream {
  let state = initialState;
  try {
    const steps = stream.map((logged) => {
      const event = readEvent(logged);
      state = evolve(state, event);
      return { logged, projected: project(event), columns: demandedBy(state, target) };
    });
    return { steps };
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error) };
  }
}

/** Finds the event that a value contradicts, and a likely cause, in the product's events. Pure. */
export function explain(
  difference: Difference,
  stream: ReadStream,
  target: ProjectionTarget,
): Explanation {
  if ("unreadable" in stream) {
    const text = `This program cannot read the product's events: ${stream.unreadable}.`;
    return { event: null, cause: { code: "unreadable_log", text } };
  }
  const { steps } = stream;
  const cause = emptied(difference) ?? olderState(difference, steps) ??
    anotherBot(difference, steps, target) ?? otherPicture(difference, steps) ??
    anotherPublicUrl(difference, steps) ?? localPath(difference) ?? WRITTEN_BY_HAND;
  return { event: decidingEvent(difference.column, steps), cause };
}

/** The last event that changed what the column must hold. */
function decidingEvent(column: DemandedColumn, steps: readonly StreamStep[]): DecidingEvent | null {
  const deciding = steps.findLast(({ columns }, n) =>
    columns[column] !== steps[n - 1]?.columns[column]
  );
  if (deciding === undefined) return null;
  const { position, version, type, recordedAt } = deciding.logged;
  return { position, version, type, recordedAt };
}

function emptied({ value }: Difference): LikelyCause | undefined {
  if (value !== null) return undefined;
  return { code: "emptied", text: "The column was emptied, or restored from before that event." };
}

function olderState(
  { column, value }: Difference,
  steps: readonly StreamStep[],
): LikelyCause | undefined {
  const last = steps.findLast(({ columns }) => columns[column] === value)?.logged;
  if (last === undefined) return undefined;
  const text =
    `It is what the log demanded as of version ${last.version} (event ${last.position}): ` +
    "the row was restored from then, or written past the log.";
  return { code: "older_state", text };
}

function anotherBot(
  { value }: Difference,
  steps: readonly StreamStep[],
  target: ProjectionTarget,
): LikelyCause | undefined {
  for (const { projected } of steps.toReversed()) {
    if (projected.slot !== "captured" || projected.value !== value) continue;
    if (projected.botId === target.botId) continue;
    const text = `It is an id of bot ${projected.botId}; the columns are built for bot ` +
      `${target.botId}, which cannot send it.`;
    return { code: "another_bot", text };
  }
  return undefined;
}

function otherPicture(
  { column, value }: Difference,
  steps: readonly StreamStep[],
): LikelyCause | undefined {
  const sibling = siblingsOf(column).find((each) =>
    steps.some(({ columns }) => columns[each] === value)
  );
  if (sibling === undefined) return undefined;
  const text = `It belongs in ${sibling}: the pictures of the product were mixed up.`;
  return { code: "other_picture", text };
}

/** The columns of the same kind of the other pictures. */
function siblingsOf(column: DemandedColumn): DemandedColumn[] {
  const kind = kindOf(column);
  return PROJECTED_COLUMNS.filter((each) => each.kind === kind && each.column !== column)
    .map((each) => each.column);
}

function kindOf(column: DemandedColumn): ProjectedColumn["kind"] | undefined {
  return PROJECTED_COLUMNS.find((each) => each.column === column)?.kind;
}

function anotherPublicUrl(
  { column, value }: Difference,
  steps: readonly StreamStep[],
): LikelyCause | undefined {
  if (value === null || kindOf(column) !== "url") return undefined;
  for (const { projected } of steps.toReversed()) {
    if (projected.slot !== "uploaded" || !value.endsWith(`/${projected.value}`)) continue;
    const base = value.slice(0, -projected.value.length - 1);
    const text = `It lies under another public URL, ${base}: written for other settings.`;
    return { code: "another_public_url", text };
  }
  return undefined;
}

function localPath({ column, value }: Difference): LikelyCause | undefined {
  if (value === null || kindOf(column) !== "url" || /^https?:/i.test(value)) return undefined;
  const text = "It is a local path, as the older shop wrote them: it was written past the log.";
  return { code: "local_path", text };
}

const WRITTEN_BY_HAND: LikelyCause = {
  code: "written_by_hand",
  text: "No event of the product ever demanded it: it was written past the log.",
};
