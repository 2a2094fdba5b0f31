/**
 * PostgreSQL: the pool, the migrations, the event log, its projection, and the rows of the catalogue and of the
 * bot's state. It decides nothing about pictures (that is `domain`) and knows no Telegram, no B2 and no HTTP.
 * @module
 */
export * from "./bot_state.ts";
export * from "./database.ts";
export * from "./event_log.ts";
export * from "./migrate.ts";
export * from "./products.ts";
export * from "./projection.ts";
export * from "./replay.ts";
export * from "./schema.ts";
