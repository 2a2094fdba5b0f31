import type { TelegramControl } from "./control.ts";

/**
 * Some methods of the control, as its parts provide them: at once where nothing is waited for.
 */
export type ControlPart<Name extends keyof TelegramControl> = {
  readonly [Method in Name]: (
    ...args: Parameters<TelegramControl[Method]>
  ) => Awaited<ReturnType<TelegramControl[Method]>> | ReturnType<TelegramControl[Method]>;
};
