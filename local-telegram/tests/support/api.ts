import { Api, GrammyError } from "grammy";
import type { LocalTelegram } from "../../src/mod.ts";

/** Makes grammY's client for the first bot of the server. */
export function apiOf({ url, token }: Pick<LocalTelegram, "url" | "token">): Api {
  return new Api(token, { apiRoot: url });
}

/** Returns the refusal of a call, such as `400 Bad Request: …`, or `not refused`. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof GrammyError) return `${error.error_code} ${error.description}`;
    throw error;
  }
  return "not refused";
}

/** Returns the last item. An empty list is an error. */
export function last<Item>(items: readonly Item[]): Item {
  const item = items.at(-1);
  if (item === undefined) throw new RangeError("Cannot take the last item: the list is empty");
  return item;
}
