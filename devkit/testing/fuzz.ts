/**
 * How the fuzz tests run: many inputs, a new seed each time, and the seed in the failure.
 * @module
 */
import fc from "fast-check";
import { sized } from "./sample.ts";

/** Inputs of one property. */
export const INPUTS: number = sized({ all: 10_000, sample: 1_000 });

/** How a property is run. */
export interface FuzzOptions {
  /** {@link INPUTS} if absent. */
  readonly inputs?: number;
  /** The seed that a failure has named: runs the same inputs again. A new one if absent. */
  readonly seed?: number;
}

/**
 * Holds a property against inputs made of a seed.
 *
 * @throws {Error} whose message names the seed and the smallest input that fails.
 */
export async function fuzz<T>(
  property: fc.IRawProperty<T>,
  { inputs = INPUTS, seed = newSeed() }: FuzzOptions = {},
): Promise<void> {
  try {
    await fc.assert(property, { numRuns: inputs, seed });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Fuzzing failed; fuzz(…, { seed: ${seed} }) does it again.\n${said}`, {
      cause,
    });
  }
}

function newSeed(): number {
  return crypto.getRandomValues(new Int32Array(1))[0]!;
}
