import { listPauses, pauseQueue, type QueuePause, resumeQueue } from "../../src/jobs/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { visible } from "../../src/std/mod.ts";
import { columnsOfOutput, fit } from "../support/columns.ts";
import { printJson, printLines, printNote } from "../support/lines.ts";
import type { JobsArguments } from "./options.ts";

/** Two lines for each pause: since when, and how to end it. */
export function describePauses(pauses: readonly QueuePause[], columns: number): string[] {
  return pauses.flatMap(({ queue, pausedAt, pausedBy }) => {
    const since = pausedAt.toISOString().slice(0, 16).replace("T", " ");
    const line = `PAUSED ${nameOf(queue)} since ${since} UTC by ${visible(pausedBy)}`;
    const resume = queue === undefined ? "resume" : `resume --queue ${visible(queue)}`;
    return [fit(line, columns).trimEnd(), `       deno task jobs ${resume}`];
  });
}

/** A pause for programs. Without a queue, all are paused. */
export function pauseToJson(pause: QueuePause): object {
  return { kind: "pause", ...pause };
}

/** Pauses or resumes a queue, or all. */
export async function changePause(
  db: Database,
  { verb, queue, json }: JobsArguments,
): Promise<number> {
  const isDone = verb === "pause"
    ? await pauseQueue(db, queue, "deno task jobs")
    : await resumeQueue(db, queue);
  const pauses = await listPauses(db);
  if (json) printJson(pauses.map(pauseToJson));
  else {
    const resumed = isDone && verb === "resume" ? [`Resumed ${nameOf(queue)}.`] : [];
    printLines([...resumed, ...describePauses(pauses, columnsOfOutput())]);
  }
  if (isDone) return 0;
  printNote(verb === "pause" ? "It was paused already." : `There is no pause of ${nameOf(queue)}.`);
  return 1;
}

function nameOf(queue: string | undefined): string {
  return queue === undefined ? "all queues" : visible(queue);
}
