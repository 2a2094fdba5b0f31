/**
 * HTTP: whether the process lives, whether it is ready, the webhook that Telegram calls, and what operators ask. It
 * decides nothing about updates, products or pictures: it checks what comes in, hands it on, and shows nothing of what
 * went wrong inside.
 * @module
 */
export { createHttpApp } from "./app.ts";
export { openHttpServer } from "./server.ts";
export { createShopChecks } from "./shop_checks.ts";
