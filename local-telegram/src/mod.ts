/**
 * A Telegram Bot API server for developers and tests, on this machine only. An unmodified bot talks to it. A test plays
 * the users through the control, or a person does so on the chat page in a browser. It can fail on demand.
 *
 * It knows private chats only, and refuses a method that it does not know instead of pretending. It must not listen on
 * another address than 127.0.0.1, and must not import anything outside of this package.
 * @module
 */
export type * from "./control/control.ts";
export { createControlClient } from "./control/client.ts";
export { type FailureCode, LocalTelegramError } from "./errors.ts";
export { LOCAL_TOKEN, openLocalTelegram } from "./open.ts";
export { createPerson, type Person, type PersonOptions } from "./person.ts";
export { type RefusalByName, type RefusalName, REFUSALS } from "./state/refusals.ts";
export type { Entity, FormattedText } from "./text/entity.ts";
export { formatText, type TextInput } from "./text/formatted_text.ts";
