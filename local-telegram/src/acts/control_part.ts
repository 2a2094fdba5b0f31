import type { TelegramControl } from "../control/control.ts";

/** Some methods of the control. A part may return a value directly instead of a promise. */
export type ControlPart<Name extends keyof TelegramControl> = {
  readonly [Method in Name]: (
    ...args: Parameters<TelegramControl[Method]>
  ) => Awaited<ReturnType<TelegramControl[Method]>> | ReturnType<TelegramControl[Method]>;
};
