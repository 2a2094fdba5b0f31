import type { QueuePause } from "../../jobs/mod.ts";
import type { Words } from "../words/mod.ts";
import type { Reader } from "./layout.tsx";
import { ActionLink, momentOf } from "./parts.tsx";

/** The name of a queue for people; of all queues if none is named. */
export function queueName(queue: string | undefined, t: Words): string {
  return queue === undefined ? t.jobs.allQueues : t.jobs.names[queue] ?? queue;
}

/** Since when a queue is paused, and by whom. */
export function describePause({ pausedAt, pausedBy }: QueuePause, t: Words): string {
  return t.pauses.since(momentOf(pausedAt, t), pausedBy);
}

/** The queues that are paused, and what can be done about the one that is shown. `queue`: all of them if undefined. */
export function Pauses(
  { pauses, queue, reader: { t, session } }: {
    pauses: readonly QueuePause[];
    queue: string | undefined;
    reader: Reader;
  },
) {
  const mayAct = session?.role === "operator";
  const isPaused = pauses.some((pause) => pause.queue === queue);
  return (
    <>
      {pauses.map((pause) => (
        <div class="note warn work">
          <p>
            <b>{t.pauses.paused(queueName(pause.queue, t))}.</b> {describePause(pause, t)}
          </p>
          {mayAct && (
            <ActionLink href={pausePath("resume_jobs", pause.queue)}>
              {t.actions.resume_jobs}
            </ActionLink>
          )}
        </div>
      ))}
      {mayAct && !isPaused && (
        <div class="buttons all-below">
          <ActionLink href={pausePath("pause_jobs", queue)}>
            {queue === undefined ? t.pauses.pauseAll : t.actions.pause_jobs}
          </ActionLink>
        </div>
      )}
    </>
  );
}

function pausePath(action: "pause_jobs" | "resume_jobs", queue: string | undefined): string {
  const query = queue === undefined ? "" : `?queue=${encodeURIComponent(queue)}`;
  return `/console/jobs/queues/do/${action}${query}`;
}
