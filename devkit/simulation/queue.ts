import { describeError } from "../../src/log.ts";
import { connectionLost } from "./database.ts";
import type { JobRow } from "./moves.ts";
import type { ShopProcess } from "./process.ts";
import { Transaction } from "./tables.ts";
import type { World } from "./world.ts";

/** The longest rest of a job that failed: `PERSISTENT` in src/jobs/job.ts. */
const LONGEST_REST_MS = 300_000;
const FIRST_REST_MS = 5_000;

/** What pg-boss does with its table: it gives jobs to processes, and takes them from those that are silent. */
export class Queue {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  jobs(): JobRow[] {
    return this.#world.space.rows("job") as unknown as JobRow[];
  }

  /** A process takes a job and does it. */
  take(job: JobRow, process: ShopProcess): void {
    this.#change(job.id, { state: "active", owner: process, isSilent: false });
    const name = `${process.name}, ${job.id}`;
    const number = job.retry_count + 1;
    this.#world.scheduler.spawn(process, name, async () => {
      const outcome = await this.#run(job, process, number);
      try {
        await this.#settle(job, outcome);
      } catch {
        // The process has not got through to pg-boss. It does not refresh the heartbeat any more.
        this.#change(job.id, { isSilent: true });
      }
    });
  }

  /** The heartbeat of a job has ended. Its process may still be at it. */
  takeOver({ id, retry_count }: JobRow): void {
    this.#change(id, { state: "retry", retry_count: retry_count + 1, startAfterMs: 0 });
  }

  async #run({ id, name, data }: JobRow, process: ShopProcess, number: number): Promise<string> {
    const worker = process.workers.find((each) => each.name === name)!;
    const { signal } = new AbortController();
    try {
      await worker.run(data, { jobId: id, number, signal });
      return "done";
    } catch (error) {
      return describeError(error).message;
    }
  }

  #settle({ id, retry_count }: JobRow, outcome: string): Promise<void> {
    const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** retry_count);
    const change = (): Partial<JobRow> =>
      outcome === "done" ? { state: "completed" } : {
        state: "retry",
        retry_count: retry_count + 1,
        startAfterMs: this.#world.clockMs + restMs,
      };
    return this.#world.perform({
      label: () => `SQL: the job is ${outcome === "done" ? "done" : `put off: ${outcome}`}`,
      act: () => this.#isActive(id) && this.#change(id, change()),
      fail: connectionLost,
      changes: true,
      landsLate: true,
    }) as Promise<void>;
  }

  #isActive(id: string): boolean {
    return new Transaction().get(this.#world.space.table("job"), id)?.state === "active";
  }

  #change(id: string, change: Partial<JobRow>): void {
    const table = this.#world.space.table("job");
    const job = table.rows.get(id);
    if (job !== undefined) table.set(id, { ...job, ...change });
  }
}
