/**
 * PostgreSQL: the pool, the migrations, the types of the tables, and what the bot remembers of users and updates. It must
 * not query events or pictures, and knows neither Telegram nor B2 nor HTTP.
 * @module
 */
export { doubtOfUrl, problemOfUrl, trustOf, withAuthority } from "./address.ts";
export {
  applyOnce,
  besideUserState,
  forgetOldUpdates,
  loadDialogue,
  loadLanguages,
  loadUserState,
  lockDialogue,
  saveDialogue,
  saveLanguage,
  saveTelegramLanguage,
  type SeenUpdate,
  type UpdateId,
  type UserState,
} from "./bot_state.ts";
export { forgetUser } from "./forget_user.ts";
export { findSellerNamed, forgetUsername, saveUsername, seenUsername } from "./usernames.ts";
export {
  assertWrites,
  type Database,
  type DatabaseOptions,
  type DatabaseTransaction,
  isTimedOut,
  isUnavailable,
  openDatabase,
  ping,
  readServer,
} from "./database.ts";
export { problemOfCertificates } from "./certificates.ts";
export { remedyOf } from "./explain.ts";
export { describeMissingRights, missingToMigrate, missingToRun } from "./missing_rights.ts";
export { describeLockHolder, type LockHolder, type OnLockWait } from "./lock_watch.ts";
export { isOnlyReads } from "./only_reads.ts";
export { openPool, type WatchedPool } from "./pool.ts";
export { type Asked, type Prepared, prepared } from "./prepared.ts";
export { findProductId } from "./product_id.ts";
export { isStalePlan } from "./statement_names.ts";
export { migrate, pendingMigrations } from "./migrate.ts";
export { inSavepoint } from "./savepoint.ts";
export {
  dropOldUpdates,
  forgetUpdates,
  releaseUpdates,
  saveUpdates,
  takeUpdates,
} from "./update_inbox.ts";
export { SchemaName, withSearchPath } from "./search_path.ts";
export type { ProductsTable, Schema } from "./schema.ts";
