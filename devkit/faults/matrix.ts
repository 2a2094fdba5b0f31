/**
 * The fault matrix: fault × moment × expected outcome, each cell run on the real parts.
 *
 * How to write a cell: open a shop (`openFaultShop`), entrust pictures to it (`sell`, `replace` of `steps.ts`;
 * each carries a marker in its pixels), let something fail at a moment, end the fault, let the shop recover
 * (`untilStored`, `shop.start()`), and return what `assertNothingLost(shop, …)` counts: it holds the world against all
 * that was accepted, and the events against those of the same steps in a shop in which nothing failed (`plainRun`).
 * Losses are counted there, never typed in.
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
 * Cells of one moment may share a shop, one after the other, with {@link describeShared}: then each says from which
 * product on it is to be compared (`since`).
 * @module
 */
import { type FaultLine, RESULTS } from "../faults.ts";
import { isDrawn, sampleOf } from "../testing/sample.ts";
import { type Pictures, PicturesLost } from "./invariants.ts";

/** A sample of the matrix takes one group in so many, */
const ONE_GROUP_IN = 3;
/** and one cell in so many of it. */
const ONE_IN = 6;

/** The parts of the matrix; each has a file of cells, and a file of results. */
export type Part = "b2" | "disk" | "telegram" | "postgres" | "kills" | "load";

/** One cell. `S` is what it runs on, if it shares that with others. */
export interface Cell<S = void> {
  /** What fails. */
  readonly fault: string;
  /** When. */
  readonly moment: string;
  /** What is to come of it. */
  readonly expected: string;
  /** Runs it; returns what `assertNothingLost` has counted. */
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

/** Registers one test for cells that share something, a step of it for each; see {@link shareAmong}. */
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
 * Lets runs share something, one after the other. What a run that failed has used is closed, and the next gets a new one:
 * one failure is one failure.
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

/** What a failed cell has left behind need not end well: the test has failed already. */
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
