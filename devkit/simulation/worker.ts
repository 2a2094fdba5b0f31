/**
 * A thread of `deno task simulate`: searches its share of the seeds, and tells what it finds.
 * @module
 */
import { type Finding, type Progress, search } from "./search.ts";

/** What a thread is told first. */
export interface Share {
  readonly firstSeed: number;
  readonly stride: number;
  /** It ends after so many simulations, or so many milliseconds. */
  readonly most: number;
  readonly limitMs: number;
}

/** What a thread tells. The last message has `ended`. */
export type Message = { readonly found: Finding } | { readonly ended: Progress };

const thread = self as unknown as {
  onmessage: (event: MessageEvent<Share>) => void;
  postMessage(message: Message): void;
};

thread.onmessage = async ({ data: { most, limitMs, ...share } }) => {
  const endsAtMs = performance.now() + limitMs;
  const ended = await search({
    ...share,
    goesOn: ({ simulations }) => simulations < most && performance.now() < endsAtMs,
    found: (found) => thread.postMessage({ found }),
  });
  thread.postMessage({ ended });
};
