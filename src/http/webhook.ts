import type { Handler, MiddlewareHandler } from "hono";
import { logger } from "../log.ts";
import { readBytes, TooManyBytes } from "../std/mod.ts";
import { KEPT } from "./exchange.ts";
import { createSecretCheck } from "./secret.ts";

/** The part of an update that the webhook reads. */
export interface ReceivedUpdate {
  /** A repeated delivery has the same id. Ids grow, but start anew after a week without updates. */
  readonly update_id: number;
}

/** Options of {@link createWebhook}. */
export interface WebhookOptions {
  /** The path of the URL that Telegram calls. */
  readonly path: string;
  /** Telegram sends it with each update. */
  readonly secret: string;
  /**
   * Resolves with nothing when the update is handled. When it resolves with a refusal or rejects, Telegram delivers the
   * update again. A refusal is no error: the process is not ready yet, or it stops.
   */
  handleUpdate(update: ReceivedUpdate): Promise<void | { readonly refused: "not_ready" }>;
}

/** An update has some kilobytes. It does not contain files. */
const MAX_BODY_BYTES = 1_048_576;

/**
 * Creates the handlers of the webhook. They check the secret (401), the size (413) and the shape (400), then handle the
 * update. A refused update gets 503, a failed one 500. Source of the header:
 * https://core.telegram.org/bots/api#setwebhook, read 2026-09.
 */
export function createWebhook(
  { secret, handleUpdate }: WebhookOptions,
): [MiddlewareHandler, Handler] {
  const isSecret = createSecretCheck(secret);
  return [
    async (context, next) => {
      const given = context.req.header("X-Telegram-Bot-Api-Secret-Token") ?? "";
      if (isSecret(given)) return await next();
      return context.json({ error: "unauthorized" }, 401);
    },
    async (context) => {
      const text = await readBody(context.req.raw);
      if (text === undefined) return context.json({ error: "body_too_large" }, 413);
      const update = parseUpdate(text);
      if (update === undefined) return context.json({ error: "not_an_update" }, 400);
      try {
        const outcome = await handleUpdate(update);
        if (outcome !== undefined) return context.json({ error: outcome.refused }, 503);
        // Whoever knows the secret sends more: a new connection for each update would cost more than the update.
        return context.json({ handled: true }, 200, KEPT);
      } catch (error) {
        logger("http").error("Cannot handle the update {updateId}: {error}", {
          updateId: update.update_id,
          error,
        });
        return context.json({ error: "update_failed" }, 500);
      }
    },
  ];
}

/**
 * Reads the body. Undefined if it is too large. Hono's `bodyLimit` stops reading too, but leaves a body without
 * Content-Length open.
 */
async function readBody({ headers, body }: Request): Promise<string | undefined> {
  if (Number(headers.get("Content-Length")) > MAX_BODY_BYTES) return undefined;
  if (body === null) return "";
  try {
    return new TextDecoder().decode(await readBytes(body, MAX_BODY_BYTES));
  } catch (error) {
    if (error instanceof TooManyBytes) return undefined;
    throw error;
  }
}

/** Checks only the id. The other fields grow with each version of the Bot API. */
function parseUpdate(text: string): ReceivedUpdate | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isUpdate(value) ? value : undefined;
}

function isUpdate(value: unknown): value is ReceivedUpdate {
  return typeof value === "object" && value !== null && "update_id" in value &&
    Number.isSafeInteger(value.update_id);
}
