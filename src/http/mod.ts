/**
 * HTTP: whether the process lives, whether it is ready, the webhook that Telegram calls, and what operators ask. It
 * decides nothing about updates, products or pictures: it checks what comes in, hands it on, and shows nothing of what
 * went wrong inside.
 * @module
 */
export { createShopChecks, type ShopChecksDeps } from "./shop_checks.ts";
export { createHttpApp, type HttpApp, type HttpAppOptions } from "./app.ts";
export type { OperatorOptions } from "./operator.ts";
export { type ReadinessCheck } from "./readiness.ts";
export { type HttpServer, type HttpServerOptions, openHttpServer } from "./server.ts";
export type { ReceivedUpdate, WebhookOptions } from "./webhook.ts";
