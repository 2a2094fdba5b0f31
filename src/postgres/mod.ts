/**
 * PostgreSQL: the pool, the migrations, the event log, its projection, and the rows of the catalogue and of the
 * bot's state. It decides nothing about pictures (that is `domain`) and knows no Telegram, no B2 and no HTTP.
 * @module
 */
export * from "./as_of.ts";
export * from "./bot_state.ts";
export * from "./database.ts";
export * from "./delete_product.ts";
export * from "./differences.ts";
export * from "./event_log.ts";
export * from "./follow.ts";
export * from "./likely_cause.ts";
export { isKnownProduct, type LoggedEvent } from "./logged_event.ts";
export * from "./migrate.ts";
export * from "./named_objects.ts";
export * from "./products.ts";
export * from "./projection.ts";
export * from "./reconcile_runs.ts";
export * from "./replay.ts";
export * from "./schema.ts";
export { loadProjectionTarget } from "./snapshot.ts";
export * from "./statistics.ts";
export * from "./summarize_drift.ts";
export * from "./verify.ts";
