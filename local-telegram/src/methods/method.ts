import type * as v from "valibot";
import type { Platform } from "../state/platform.ts";
import type { BotRecord } from "../state/records.ts";
import { readParams } from "./params.ts";
import type { Payload } from "./payload.ts";

/** One call of one bot. */
export interface Call {
  readonly platform: Platform;
  readonly bot: BotRecord;
  readonly payload: Payload;
  /** Fires when the client leaves before it has its answer. */
  readonly gone: AbortSignal;
}

/** Executes a call. It returns the answer's `result` or throws an `ApiRefusal`. */
export type Method = (call: Call) => unknown;

/** Makes a method whose parameters follow a schema. */
export function method<Schema extends v.GenericSchema>(
  schema: Schema,
  run: (call: Call, params: v.InferOutput<Schema>) => unknown,
): Method {
  return (call) => run(call, readParams(schema, call.payload.params));
}
