import { createHash, timingSafeEqual } from "node:crypto";
import type { Update } from "grammy/types";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { describeError, logger } from "../log.ts";

/** What the webhook needs. */
export interface WebhookOptions {
  /** The path of the URL that Telegram was given, such as `/telegram/webhook`. */
  readonly path: string;
  /** What Telegram was given as `secret_token`. */
  readonly secret: string;
  /** Resolves once the update needs no other delivery; when it rejects, Telegram delivers again. */
  readonly handleUpdate: (update: Update) => Promise<void>;
}

/** An update of Telegram's has some kilobytes; nothing of a file comes in it. */
const MAX_BODY_BYTES = 1_048_576;

/**
 * Creates the steps that a webhook request takes: secret (401), size (413), shape (400), and the update itself (500 when
 * it fails). Source of the header: https://core.telegram.org/bots/api#setwebhook, read on 2026-07-30.
 */
export function createWebhook(
  { secret, handleUpdate }: WebhookOptions,
): [MiddlewareHandler, MiddlewareHandler, MiddlewareHandler] {
  const expected = digest(secret);
  return [
    async (context, next) => {
      const given = context.req.header("X-Telegram-Bot-Api-Secret-Token") ?? "";
      if (timingSafeEqual(digest(given), expected)) return await next();
      return context.json({ error: "unauthorized" }, 401);
    },
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (context) => context.json({ error: "body_too_large" }, 413),
    }),
    async (context) => {
      const update = parseUpdate(await context.req.text());
      if (update === undefined) return context.json({ error: "not_an_update" }, 400);
      try {
        await handleUpdate(update);
        return context.json({ handled: true });
      } catch (error) {
        logger("http").error("Cannot handle the update {updateId}: {error}", {
          updateId: update.update_id,
          error: describeError(error),
        });
        return context.json({ error: "update_failed" }, 500);
      }
    },
  ];
}

/** Texts of one length, so that the comparison tells nothing of the secret's. */
function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}

/** Only the number is checked: the rest is the business of those who read it, and grows with every Bot API version. */
function parseUpdate(text: string): Update | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isUpdate(value) ? value : undefined;
}

function isUpdate(value: unknown): value is Update {
  return typeof value === "object" && value !== null && "update_id" in value &&
    Number.isSafeInteger(value.update_id);
}
