import type { TelegramControl } from "../control/control.ts";
import type { Platform } from "../state/platform.ts";
import { createBotControl } from "./bots.ts";
import type { ControlPart } from "./control_part.ts";
import { createDisruption } from "./disruption.ts";
import { createInspection } from "./inspection.ts";
import { createQueryActs } from "./query_acts.ts";
import { createUserActs } from "./user_acts.ts";
import { createWaits } from "./waits.ts";

/** Makes the control for the process in which the server runs. */
export function createLocalControl(platform: Platform): TelegramControl {
  const parts: ControlPart<keyof TelegramControl> = {
    ...createBotControl(platform),
    ...createUserActs(platform),
    ...createQueryActs(platform),
    ...createInspection(platform),
    ...createWaits(platform),
    ...createDisruption(platform),
  };
  const promised = Object.entries(parts).map(([name, method]) => [name, promise(method)] as const);
  return Object.fromEntries(promised) as unknown as TelegramControl;
}

/** An error that a part throws directly becomes a rejected promise, as it is over HTTP. */
function promise(method: (...args: never[]) => unknown) {
  return async (...args: never[]) => await method(...args);
}
