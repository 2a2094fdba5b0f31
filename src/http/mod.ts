/**
 * The HTTP server: health, readiness, Telegram's webhook and the operators' routes. It checks requests and passes them on.
 * It must not decide anything about updates, products or pictures, and must not show the text of an internal error.
 * @module
 */
export { type CreateConsole, createHttpApp } from "./app.ts";
export { createReadiness, freshFor } from "./readiness.ts";
export { openHttpServer } from "./server.ts";
export { createShopChecks } from "./shop_checks.ts";
