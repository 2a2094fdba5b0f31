/**
 * PostgreSQL: the pool, the migrations, the tables' types, and what the bot remembers of users and updates. It must not
 * know events, pictures, Telegram, B2 or HTTP.
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
  type DatabaseTransaction,
  isTimedOut,
  isUnavailable,
  openDatabase,
  ping,
} from "./database.ts";
export { migrate, pendingMigrations } from "./migrate.ts";
export type { ProductsTable, Schema } from "./schema.ts";
