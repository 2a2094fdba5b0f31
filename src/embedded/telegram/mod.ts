/**
 * A Telegram for this machine alone: a Bot API server that unmodified bots talk to, users who are driven by a
 * control object or by a person in a browser, and failures on demand. It plays private chats only, and
 * says no to what it does not play instead of pretending. Facts and error texts are those of telegram-bot-api.
 *
 * It must never be reachable from another machine, and nothing but `main.ts`, scripts and tests may import it.
 * @module
 */
export { VitrineError } from "../../errors.ts";
export type * from "./control.ts";
export { createControlClient } from "./control_client.ts";
export { type ControlFailure, LocalTelegramError } from "./errors.ts";
export { LOCAL_TOKEN, openLocalTelegram } from "./open.ts";
export { ListenFailed } from "./web_server.ts";
