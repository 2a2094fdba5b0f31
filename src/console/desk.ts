import {
  type ClockedCheck,
  clockedChecks,
  countJobsByState,
  listPauses,
  type QueuePause,
} from "../jobs/mod.ts";
import { latestEvents, listLostPictures, type LostPictureEvent } from "../event_log/mod.ts";
import type { LoggedEvent } from "../domain/mod.ts";
import { describeError, logger } from "../log.ts";
import {
  getLastReconcile,
  readShown,
  type ReconcileRun,
  type ShownSpan,
  type ShownStep,
} from "../pictures/mod.ts";
import { listActions, type OperatorAction } from "./audit.ts";
import type { CatalogueState } from "./catalogue_survey.ts";
import type { ConsoleShop } from "./shop.ts";
import type { Known, Survey } from "./survey.ts";

/** What the overview shows besides the parts. A value that could not be read is undefined. */
export interface Desk {
  readonly catalogue: Known<CatalogueState>;
  readonly jobs: Awaited<ReturnType<typeof countJobsByState>> | undefined;
  readonly pauses: readonly QueuePause[] | undefined;
  readonly checks: readonly ClockedCheck[] | undefined;
  /** One more than {@link SHOWN_LOST} tells that there are more. */
  readonly lost: readonly LostPictureEvent[] | undefined;
  /** Null if there was none. */
  readonly reconcile: ReconcileRun | null | undefined;
  readonly events: readonly LoggedEvent[] | undefined;
  readonly actions: readonly OperatorAction[] | undefined;
  /** What all processes have shown. */
  readonly shown: readonly ShownStep[] | undefined;
}

/** Lost pictures are counted up to this. */
export const SHOWN_LOST = 100;
const SHOWN_EVENTS = 8;
const SHOWN_ACTIONS = 4;

/** Reads what the overview shows. `isLive`: it is read every second. A part that is away takes away only what it tells. */
export async function readDesk(
  { parts: { db }, queue: { schema }, flushShown }: ConsoleShop,
  survey: Survey<CatalogueState>,
  { span, isLive }: { readonly span: ShownSpan; readonly isLive: boolean },
): Promise<Desk> {
  const [jobs, pauses, checks, lost, reconcile, events, actions, shown] = await Promise.all([
    orUndefined(countJobsByState(db, {}, schema)),
    orUndefined(listPauses(db)),
    orUndefined(clockedChecks(db, schema)),
    orUndefined(listLostPictures(db, SHOWN_LOST + 1)),
    orUndefined(getLastReconcile(db).then((run) => run ?? null)),
    orUndefined(latestEvents(db, SHOWN_EVENTS)),
    orUndefined(listActions(db, {}, SHOWN_ACTIONS)),
    orUndefined(flushShown().then(() => readShown(db, span))),
  ]);
  // A survey reads the whole catalogue. It begins when the page has all that is known without it.
  const catalogue = await survey.look(isLive);
  return { catalogue, jobs, pauses, checks, lost, reconcile, events, actions, shown };
}

async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    logger("console").debug("A part of the page is missing: {error}", {
      error: describeError(error),
    });
    return undefined;
  }
}
