import type * as v from "valibot";
import { readParams } from "../params.ts";
import type { Payload } from "../payload.ts";
import type { Platform } from "../platform.ts";
import type { BotRecord } from "../records.ts";

/** One call of one bot. */
export interface Call {
  readonly platform: Platform;
  readonly bot: BotRecord;
  readonly payload: Payload;
  /** Fires when the client leaves before it has its answer. */
  readonly gone: AbortSignal;
}

/** Executes a call; returns what goes into `result`, throws what goes into `description`. */
export type Method = (call: Call) => unknown;

/** A method whose parameters follow a schema. */
export function method<Schema extends v.GenericSchema>(
  schema: Schema,
  run: (call: Call, params: v.InferOutput<Schema>) => unknown,
): Method {
  return (call) => run(call, readParams(schema, call.payload.params));
}
