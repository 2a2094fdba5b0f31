import { describeProgress, type JobInfo, type OperatedState, stateOf } from "../../src/jobs/mod.ts";
import { visible } from "../../src/std/mod.ts";
import { fit } from "../support/columns.ts";
import { count, nameOf } from "../support/lines.ts";

/** Digits of an id in a list. They are enough to tell jobs apart, and for the other commands. */
const ID_DIGITS = 8;
const [STATE, QUEUE, TIME] = ["cancelled", "check-reconcile", "11-28 20:15"]
  .map(({ length }) => length) as [number, number, number];

/** One line for each job, with the error of one that failed, and a sum. Titles are by product id. */
export function describeJobs(
  jobs: readonly JobInfo[],
  titles: ReadonlyMap<string, string>,
  counts: Readonly<Record<OperatedState, number>>,
  columns: number,
): string[] {
  const shown = jobs.flatMap((job) => {
    const before = [
      job.id.slice(0, ID_DIGITS),
      stateOf(job).padEnd(STATE),
      fit(visible(job.queue), QUEUE),
      momentOf(job),
    ].join("  ");
    const name = visible(
      job.productId === null ? describeProgress(job) ?? "" : nameOf(job.productId, titles),
    );
    const line = `${before}  ${fit(name, columns - before.length - 2)}`.trimEnd();
    const error = errorOf(job);
    return error === undefined
      ? [line]
      : [line, fit(`          ${visible(error)}`, columns).trimEnd()];
  });
  const words = Object.keys(counts) as OperatedState[];
  const all = words.reduce((sum, word) => sum + counts[word], 0);
  const sums = words.filter((word) => counts[word] > 0).map((word) => `${counts[word]} ${word}`);
  const rest = all > jobs.length ? ` The newest ${jobs.length} are shown: see --limit.` : "";
  return [...shown, all === 0 ? "No job." : `${count(all, "job")}: ${sums.join(", ")}.${rest}`];
}

/** All that is known about one job. */
export function describeJob(job: JobInfo, titles: ReadonlyMap<string, string>): string[] {
  const error = errorOf(job);
  const time = (at: Date | null) => at === null ? "–" : `${at.toISOString().slice(0, 19)}Z`;
  const entries: [string, string][] = [
    ["state", stateOf(job)],
    ["queue", job.queue],
    ["product", job.productId === null ? "–" : nameOf(job.productId, titles)],
    ["failed", count(job.retries, "attempt")],
    ["enqueued", time(job.createdAt)],
    ["due", time(job.dueAt)],
    ["started", time(job.startedAt)],
    ["ended", time(job.endedAt)],
    ["data", JSON.stringify(job.data)],
    ...(error === undefined ? [] : [["error", error] as [string, string]]),
  ];
  return [job.id, ...entries.map(([name, value]) => `    ${name.padEnd(9)} ${value}`)];
}

/** A job for programs. */
export function toJson({ state: _, ...job }: JobInfo): object {
  return { kind: "job", ...job, state: stateOf({ state: _ }) };
}

/** Of a job that waits, when it is due; else, when it began or ended last. UTC. */
function momentOf(job: JobInfo): string {
  const at = stateOf(job) === "waiting" ? job.dueAt : job.endedAt ?? job.startedAt ?? job.createdAt;
  return at.toISOString().slice(5, 16).replace("T", " ").padEnd(TIME);
}

function errorOf({ output }: JobInfo): string | undefined {
  if (output === null || typeof output !== "object") return undefined;
  const { message } = output as { readonly message?: unknown };
  return typeof message === "string" ? message : JSON.stringify(output);
}
