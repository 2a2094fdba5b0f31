/**
 * The bot: what sellers and buyers say and press, and what they see. It shows pictures through `delivery` alone,
 * and keeps nothing in memory that a kill must not lose.
 * @module
 */
export { type ApiAccess, createApi } from "./api.ts";
export * from "./bot.ts";
export type {
  OperatorDeps,
  OperatorReport,
  QueuedJobs,
  ShopContext,
  ShopDeps,
  ShopFlavor,
} from "./context.ts";
export type { Album, Dialogue, DialoguePhoto, Edit, Field, Sale } from "./dialogues/dialogue.ts";
export * from "./errors.ts";
export { createFilePreview, type FilePreview } from "./file_preview.ts";
export { LIMITS, type Limits, limitsFor } from "./limits.ts";
export * from "./menu.ts";
export * from "./notices.ts";
export {
  type AnswerRefusal,
  type Language,
  LANGUAGES,
  type Locale,
  localeOf,
  LOCALES,
} from "./locales/mod.ts";
export * from "./originals.ts";
export * from "./picture_sender.ts";
export * from "./polling.ts";
export { ALLOWANCE, type Allowance, UNLIMITED } from "./rate_limit.ts";
export * from "./updates.ts";
export * from "./webhook.ts";
