/**
 * Runs fuzz tests: many inputs, a new seed each time. A failure names its seed.
 * @module
 */
import fc from "fast-check";
import { sized } from "./sample.ts";

/** The number of inputs for each property. */
export const INPUTS: number = sized({ all: 10_000, sample: 1_000 });

/** How a property runs. */
export interface FuzzOptions {
  /** {@link INPUTS} if absent. */
  readonly inputs?: number;
  /** A seed that a failure has named runs the same inputs again. A new seed if absent. */
  readonly seed?: number;
}

/**
 * Tests a property with inputs made from a seed.
 *
 * @throws {Error} that names the seed and the smallest input that fails.
 */
export async function fuzz<T>(
  property: fc.IRawProperty<T>,
  { inputs = INPUTS, seed = newSeed() }: FuzzOptions = {},
): Promise<void> {
  try {
    await fc.assert(property, { numRuns: inputs, seed });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Fuzzing failed; fuzz(…, { seed: ${seed} }) repeats it.\n${said}`, {
      cause,
    });
  }
}

function newSeed(): number {
  return crypto.getRandomValues(new Int32Array(1))[0]!;
}
