import type { Transformer } from "grammy";

/** Gives up each call of the Bot API when the signal is aborted, also one that waits because of a 429. */
export function endCallsOn(signal: AbortSignal): Transformer {
  // grammY's types want Node's AbortSignal, which is the same.
  type Given = Parameters<Transformer>[3];
  return (call, method, payload, given) => {
    const both = given === undefined ? signal : AbortSignal.any([signal, given as AbortSignal]);
    return call(method, payload, both as Given);
  };
}
