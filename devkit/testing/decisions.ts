/**
 * What the tests of `decide` share: given these events, when this command comes, then these events or this refusal.
 * @module
 */
import assert from "node:assert/strict";
import {
  decide,
  evolve,
  type ImageCommand,
  type ImageEvent,
  initialState,
} from "../../src/domain/mod.ts";

/** A decision and its expected outcome. */
export interface DecisionCase {
  readonly name: string;
  readonly given: readonly ImageEvent[];
  readonly when: ImageCommand;
  /** Events, or the code of a refusal. */
  readonly then: readonly ImageEvent[] | string;
}

/** Lets `decide` answer the command after the given events, and compares the answer. */
export function checkDecision({ given, when, then }: DecisionCase): void {
  const decision = decide(when, given.reduce(evolve, initialState));
  assert.deepEqual("refused" in decision ? decision.refused : decision.events, then);
}

/** The hash of `storedImage(digit)`. */
export function sha256Of(digit: string): string {
  return digit.repeat(64);
}
