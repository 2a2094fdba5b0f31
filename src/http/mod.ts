/**
 * HTTP: whether the process lives, whether it is ready, and the webhook that Telegram calls. It decides nothing about
 * updates, products or pictures: it checks what comes in, hands it on, and shows nothing of what went wrong inside.
 * @module
 */
export { createHttpApp, type HttpApp, type HttpAppOptions } from "./app.ts";
export { freshFor, type ReadinessCheck } from "./readiness.ts";
export { type HttpServer, type HttpServerOptions, openHttpServer } from "./server.ts";
export type { ReceivedUpdate, WebhookOptions } from "./webhook.ts";
