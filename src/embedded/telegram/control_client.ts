import type { TelegramControl } from "./control.ts";
import { CONTROL_METHODS } from "./control_methods.ts";
import { type ControlFailure, LocalTelegramError } from "./errors.ts";
import { decodeWire, encodeWire } from "./wire.ts";

/** The control of a local Telegram in another process; `url` is that server's `url`. */
export function createControlClient(url: string): TelegramControl {
  const calls = CONTROL_METHODS.map((name) =>
    [name, (...args: unknown[]) => post(new URL(`/control/${name}`, url), args)] as const
  );
  // The names are those of the interface, and the server checks the arguments.
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
  const { code, message } = body as { code: ControlFailure; message: string };
  throw new LocalTelegramError(code, message);
}
