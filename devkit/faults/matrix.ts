/**
 * The fault matrix: fault × moment × expected outcome. Each cell runs on real parts.
 *
 * How to write a cell: open a shop (`openFaultShop`), and sell or replace pictures (`sell`, `replace` of `steps.ts`).
 * Each picture shows a marker. Let something fail at a moment, end the fault, and let the shop recover (`untilStored`,
 * `shop.start()`). Return the count of `assertNothingLost(shop, …)`. It checks everything that the shop has accepted,
 * and compares the events with those of a run without the fault (`plainRun`).
 *
 * ```ts
 * describeMatrix("b2", [{
 *   fault: "500",
 *   moment: "the put of a cover",
 *   expected: "the job waits, and stores it later",
 *   run: async () => {
 *     await using shop = await openFaultShop({ b2: IMPATIENT });
 *     shop.b2.fail({ method: "PUT", effect: { status: 500, code: "InternalError" } });
 *     await sell(shop);
 *     await untilLogged(shop, "image_waits");
 *     shop.b2.heal();
 *     await untilStored(shop);
 *     return await assertNothingLost(shop, { like: await plainRun(async (plain) => {
 *       await sell(plain);
 *       await untilStored(plain);
 *     }) });
 *   },
 * }]);
 * ```
 *
 * Cells of one moment may share a shop, one after the other, with {@link describeShared}. Then each cell names the first
 * product to check (`since`).
 * @module
 */
import { type FaultLine, RESULTS } from "../faults.ts";
import { isDrawn, sampleOf } from "../testing/sample.ts";
import { type Pictures, PicturesLost } from "./invariants.ts";

/** A sample of the matrix takes one group in so many, */
const ONE_GROUP_IN = 12;
/** and one cell in so many of it. */
const ONE_IN = 8;

/** The parts of the matrix. Each has a file of results. */
export type Part =
  | "b2"
  | "disk"
  | "telegram"
  | "postgres"
  | "kills"
  | "late"
  | "load"
  | "memory"
  | "counters"
  | "strangers"
  | "silence";

/** A cell. `S` is the shop that it shares with other cells. */
export interface Cell<S = void> {
  readonly fault: string;
  readonly moment: string;
  /** The expected result. */
  readonly expected: string;
  /** Runs the cell. Returns the count of `assertNothingLost`. */
  run(shared: S): Promise<Pictures>;
}

/** Registers a test for each cell. */
export function describeMatrix(part: Part, cells: readonly Cell[]): void {
  if (!isDrawn(ONE_GROUP_IN)) return;
  for (const cell of sampleOf(cells, ONE_IN)) {
    Deno.test(nameOf(cell), async () => {
      await runCell(part, cell, undefined);
    });
  }
}

/** Registers one test for cells that share a shop, with a step for each; see {@link shareAmong}. */
export function describeShared<S extends AsyncDisposable>(
  part: Part,
  name: string,
  open: () => Promise<S>,
  cells: readonly Cell<S>[],
  oneIn = ONE_IN,
): void {
  if (!isDrawn(ONE_GROUP_IN)) return;
  const chosen = sampleOf(cells, oneIn);
  Deno.test(`${part} · ${name}`, async (t) => {
    const runs = chosen.map((cell) => ({
      name: nameOf(cell),
      run: (shared: S) => runCell(part, cell, shared),
    }));
    await shareAmong(open, runs, (name, run) => t.step(name, run));
  });
}

/**
 * Lets runs share a shop, one after the other. After a failed run the shop is closed and the next run gets a new one,
 * so that one failure does not cause others.
 */
export async function shareAmong<S extends AsyncDisposable>(
  open: () => Promise<S>,
  runs: readonly { readonly name: string; readonly run: (shared: S) => Promise<void> }[],
  step: (name: string, run: () => Promise<void>) => Promise<boolean>,
): Promise<void> {
  let shared: S | undefined;
  try {
    for (const { name, run } of runs) {
      const passed = await step(name, async () => {
        shared ??= await open();
        await run(shared);
      });
      if (passed) continue;
      const harmed = shared;
      shared = undefined;
      await close(harmed);
    }
  } finally {
    await shared?.[Symbol.asyncDispose]();
  }
}

/** Closes the shop of a failed cell. An error is only printed, because the test has failed already. */
async function close(harmed: AsyncDisposable | undefined): Promise<void> {
  try {
    await harmed?.[Symbol.asyncDispose]();
  } catch (error) {
    console.error(`After a cell that failed: ${error}`);
  }
}

function nameOf<S>({ fault, moment, expected }: Cell<S>): string {
  return `${fault} · ${moment}: ${expected}`;
}

async function runCell<S>(part: Part, cell: Cell<S>, shared: S): Promise<void> {
  let pictures: Pictures | undefined;
  let survived = false;
  try {
    pictures = await cell.run(shared);
    survived = true;
  } catch (error) {
    if (error instanceof PicturesLost) pictures = error.pictures;
    throw error;
  } finally {
    const { fault, moment, expected } = cell;
    const { accepted = null, lost } = pictures ?? {};
    const counted = { accepted, lost: lost?.length ?? null };
    await write({ part, fault, moment, expected, survived, ...counted });
  }
}

async function write(line: FaultLine): Promise<void> {
  await Deno.mkdir(RESULTS, { recursive: true });
  const text = `${JSON.stringify(line)}\n`;
  await Deno.writeTextFile(`${RESULTS}/${line.part}.jsonl`, text, { append: true });
}
