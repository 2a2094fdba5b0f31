import type { Handler, MiddlewareHandler } from "hono";
import { logger } from "../log.ts";
import { createSecretCheck } from "./secret.ts";

/** As much of an update as is looked at here; the rest is the business of those who handle it. */
export interface ReceivedUpdate {
  /** Counts up; the same again when it is delivered again. */
  readonly update_id: number;
}

/** What the webhook needs. */
export interface WebhookOptions {
  /** The path of the URL that Telegram was given. */
  readonly path: string;
  /** What Telegram was given as `secret_token`. */
  readonly secret: string;
  /**
   * Resolves once the update needs no other delivery; when it is refused or rejects, Telegram delivers again. Refused is
   * what comes before the process is ready or once it stops, which is no error.
   */
  handleUpdate(update: ReceivedUpdate): Promise<void | { readonly refused: "not_ready" }>;
}

/** An update of Telegram's has some kilobytes; nothing of a file comes in it. */
const MAX_BODY_BYTES = 1_048_576;

/**
 * Creates the steps that a webhook request takes: secret (401), size (413), shape (400), and the update itself (503 when
 * it cannot be handled here now, 500 when it fails). Source of the header: https://core.telegram.org/bots/api#setwebhook, read 2026-09.
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
        return context.json({ handled: true });
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
 * The body, or nothing if it is too large. Hono's `bodyLimit` would do, but leaves a body that does not tell its size
 * open when it stops reading.
 */
async function readBody(request: Request): Promise<string | undefined> {
  if (Number(request.headers.get("Content-Length")) > MAX_BODY_BYTES) return undefined;
  const decoder = new TextDecoder();
  let text = "";
  let sizeBytes = 0;
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_BODY_BYTES) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Only the number is checked: the rest grows with every version of the Bot API. */
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
