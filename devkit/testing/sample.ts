/**
 * Samples of long tests: `deno task test` runs a sample, `deno task test:all` runs everything. A sample is random, and
 * its seed is printed: with `VITRINE_SEED` the same sample runs again.
 * @module
 */
import { chooseSeed, createRandom, type Random } from "./random.ts";

/** Whether this run takes everything: `VITRINE_TESTS=all`. */
export const RUNS_ALL: boolean = Deno.env.get("VITRINE_TESTS") === "all";

/** The size of a test: for a complete run, or for a quick sample. */
export function sized<T>(size: { readonly all: T; readonly sample: T }): T {
  return RUNS_ALL ? size.all : size.sample;
}

/** One in so many of the items, at least one, in their order. All of them where a run takes everything. */
export function sampleOf<T>(
  items: readonly T[],
  oneIn: number,
  random: Random = randomOfFile(),
): readonly T[] {
  if (RUNS_ALL || items.length === 0) return items;
  const count = Math.ceil(items.length / oneIn);
  const chosen = new Set(random.shuffle(items.map((_, index) => index)).slice(0, count));
  return items.filter((_, index) => chosen.has(index));
}

/** True for one in so many calls, by chance. Always true where a run takes everything. */
export function isDrawn(oneIn: number, random: Random = randomOfFile()): boolean {
  return RUNS_ALL || random.below(oneIn) === 0;
}

/** Registers a test that waits long. A sample takes one such test in eight, and shows the others as ignored. */
export function longTest(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  Deno.test({ name, ignore: !isDrawn(8), fn });
}

let ofFile: Random | undefined;
let file = "";

/** A test file begins that shares its worker with others. Its sample is that of the file alone. */
export function startSample(path: string): void {
  ofFile = undefined;
  file = `${path}: `;
}

/** The random numbers of all samples in this test file. The first call prints their seed. */
function randomOfFile(): Random {
  if (ofFile === undefined) {
    const seed = chooseSeed();
    console.log(`${file}a sample by the seed ${seed}: VITRINE_SEED=${seed} repeats it`);
    ofFile = createRandom(seed);
  }
  return ofFile;
}
