/**
 * PostgreSQL: the pool, the migrations, the types of the tables, and what the bot remembers of users and updates. It must
 * not query events or pictures, and knows neither Telegram nor B2 nor HTTP.
 * @module
 */
export {
  applyOnce,
  forgetOldUpdates,
  loadLanguages,
  loadUserState,
  lockDialogue,
  saveDialogue,
  saveLanguage,
  saveTelegramLanguage,
  type UpdateId,
} from "./bot_state.ts";
export {
  type Database,
  type DatabaseOptions,
  type DatabaseTransaction,
  isTimedOut,
  isUnavailable,
  openDatabase,
  ping,
} from "./database.ts";
export { openPool, type WatchedPool } from "./pool.ts";
export { migrate, pendingMigrations } from "./migrate.ts";
export { inSavepoint } from "./savepoint.ts";
export { SchemaName, withSearchPath } from "./search_path.ts";
export type { ProductsTable, Schema } from "./schema.ts";
