/**
 * Small tools: retries, deadlines, bounded work, line breaks, escapes. They know no word of the shop and import nothing of it.
 * @module
 */
export { allEnded } from "./all_ended.ts";
export { BoundedMap } from "./bounded_map.ts";
export { centsOf, CURRENCIES, findCurrency } from "./currencies.ts";
export { isCron, mostDaysBetween } from "./cron.ts";
export { DENO_RUN } from "./deno_run.ts";
export { looseName } from "./loose_name.ts";
export { pause } from "./pause.ts";
export { readBytes, TooManyBytes } from "./read_bytes.ts";
export { readStream } from "./read_stream.ts";
export { release } from "./release.ts";
export { retry, type RetryPolicy } from "./retry.ts";
export { seldom } from "./seldom.ts";
export { createSecretCheck } from "./secret_check.ts";
export { createSemaphore, type Semaphore } from "./semaphore.ts";
export { sha256Hex } from "./sha256.ts";
export { SingleFlight } from "./single_flight.ts";
export { visible } from "./visible.ts";
export { within, withinOr } from "./within.ts";
export { wrap } from "./wrap.ts";
