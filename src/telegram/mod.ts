/**
 * The bot: what sellers and buyers say and press, and what they see. It calls `shop` for what they do, and `pictures` to
 * show a picture. It must not decide about products, and keeps nothing in memory that a kill must not lose.
 * @module
 */
export { createApi, createQuickApi } from "./api.ts";
export { createCheckNotice } from "./check_notice.ts";
export { createBot } from "./bot.ts";
export type { OperatorReport, ShopContext, ShopDeps } from "./context.ts";
export { isNetworkError, isUnauthorized, refusalClass } from "./errors.ts";
export { createFilePreview } from "./file_preview.ts";
export { createLegacyFiles } from "./legacy_files.ts";
export { type Limits, limitsFor } from "./limits.ts";
export { publishMenu } from "./menu.ts";
export { createPhotoNotice } from "./notices.ts";
export { createFetchOriginal } from "./originals.ts";
export { createWarmUpSender } from "./warm_up_sender.ts";
export { Inbox } from "./updates/inbox.ts";
export { openLeftovers } from "./updates/leftovers.ts";
export { createPollingApi, openPolling } from "./updates/polling.ts";
export { createUpdateHandler, type UpdateHandler } from "./updates/update_handler.ts";
export { registerWebhook, removeWebhook } from "./updates/webhook.ts";
