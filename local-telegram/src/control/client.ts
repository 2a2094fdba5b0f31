import { type FailureCode, LocalTelegramError } from "../errors.ts";
import { CONTROL_METHODS } from "./arguments.ts";
import type { TelegramControl } from "./control.ts";
import { decodeWire, encodeWire } from "./wire.ts";

/** Makes the control of a local Telegram in another process; `url` is the `url` of that server. */
export function createControlClient(url: string): TelegramControl {
  const calls = CONTROL_METHODS.map((name) =>
    [name, (...args: unknown[]) => post(new URL(`/control/${name}`, url), args)] as const
  );
  // The names are those of the interface; the server checks the arguments.
  return Object.fromEntries(calls) as unknown as TelegramControl;
}

async function post(url: URL, args: readonly unknown[]): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: encodeWire(args),
  });
  const body = decodeWire(await response.text());
  if (response.ok) return body;
  const { code, message } = body as { code: FailureCode; message: string };
  throw new LocalTelegramError(code, message);
}
