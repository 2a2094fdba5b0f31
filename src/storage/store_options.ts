import type { CallPolicy, CallPolicyName } from "./call_policies.ts";
import type { ObservedCall } from "./observed_call.ts";

/** What tests change, and who watches: how long a call is repeated, and chance. */
export interface ObjectStoreOptions {
  /** Replaces parts of the two policies. Each call reads them when it begins. */
  readonly policies?: Partial<Record<CallPolicyName, Partial<CallPolicy>>> | undefined;
  /** Called after each attempt at a call. */
  readonly onCall?: ((call: ObservedCall) => void) | undefined;
  /** Spreads the pauses between attempts; `Math.random` if absent. */
  readonly random?: (() => number) | undefined;
}
