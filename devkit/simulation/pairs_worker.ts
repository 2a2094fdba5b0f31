/**
 * A thread of `deno task simulate --pairs`: tries every order of its share of the pairs, and tells what it finds.
 * @module
 */
import { type EveryOrder, tryEveryOrder } from "./every_order.ts";
import { PAIRS } from "./pairs.ts";
import { type Failure, shrink, traceOf } from "./shrink.ts";

/** What a thread is told first. */
export interface PairsShare {
  readonly first: number;
  readonly stride: number;
  /** So many pairs in all threads. */
  readonly most: number;
  readonly limitMs: number;
}

/** A pair that was searched, with the smallest order that breaks a promise. */
export interface SearchedPair extends Omit<EveryOrder, "broken"> {
  readonly name: string;
  readonly broken?: { readonly promise: string; readonly trace: readonly string[] };
}

/** What a thread tells. The last message has `ended`. */
export type PairsMessage = { readonly searched: SearchedPair } | { readonly ended: true };

const thread = self as unknown as {
  onmessage: (event: MessageEvent<PairsShare>) => void;
  postMessage(message: PairsMessage): void;
};

thread.onmessage = async ({ data: { first, stride, most, limitMs } }) => {
  const endsAtMs = performance.now() + limitMs;
  const end = Math.min(most, PAIRS.length);
  for (let at = first; at < end && performance.now() < endsAtMs; at += stride) {
    const { name, script } = PAIRS[at]!;
    const { broken, ...rest } = await tryEveryOrder({
      script,
      goesOn: () => performance.now() < endsAtMs,
    });
    const found = broken && { broken: await explain({ script, ...broken }) };
    thread.postMessage({ searched: { name, ...rest, ...found } });
  }
  thread.postMessage({ ended: true });
};

async function explain(
  { script, moves, promise }: Pick<Failure, "script" | "moves"> & { readonly promise: string },
) {
  const failure = await shrink({ script, moves, broken: promise });
  return { promise: failure.broken, trace: await traceOf(failure) };
}
