import { type Footprint, isShared, type Mode } from "./footprint.ts";
import type { Move } from "./moves.ts";

/** A move that was made, and what it touched. */
export interface Step {
  readonly label: string;
  /** In whose memory it happened: what happens there keeps its order. Absent if it may have changed anything. */
  readonly memory: string | undefined;
  readonly isFault: boolean;
  readonly things: ReadonlyMap<string, Mode>;
}

/** A step of a move, once the move has had all its effects. */
export function stepOf({ name, memory, rank }: Move, { things }: Footprint): Step {
  const isFault = rank === "fault" || rank === "kill";
  return { label: name(), memory, isFault, things: new Map(things) };
}

/** Whether two neighbours may change places: they have the same effects in either order. */
export function areIndependent(one: Step, other: Step): boolean {
  if (one.memory === undefined || one.memory === other.memory) return false;
  if (other.memory === undefined) return false;
  for (const [thing, mode] of one.things) {
    const theirs = other.things.get(thing);
    if (theirs !== undefined && !isShared(mode, theirs)) return false;
  }
  return true;
}

/**
 * Counts the orders that become this one when independent neighbours change places, itself included: the linear extensions
 * of the partial order that the dependent steps leave.
 */
export function countEqualOrders(steps: readonly Step[]): bigint {
  const chains = [...Map.groupBy(steps.keys(), (at) => steps[at]!.memory).values()];
  const known = new Map<string, bigint>();
  const needs = steps.map((step, at) =>
    chains.map((chain) =>
      chain.findLastIndex((each) => each < at && !areIndependent(steps[each]!, step)) + 1
    )
  );
  const count = (done: readonly number[]): bigint => {
    const key = done.join();
    const before = known.get(key);
    if (before !== undefined) return before;
    let orders = 0n;
    let isOver = true;
    for (const [number, chain] of chains.entries()) {
      const next = chain[done[number]!];
      if (next === undefined) continue;
      isOver = false;
      if (needs[next]!.every((least, each) => done[each]! >= least)) {
        orders += count(done.with(number, done[number]! + 1));
      }
    }
    if (isOver) orders = 1n;
    known.set(key, orders);
    return orders;
  };
  return count(chains.map(() => 0));
}
