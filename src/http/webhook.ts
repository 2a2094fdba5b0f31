import type { IncomingMessage } from "node:http";
import { logger } from "../log.ts";
import { createSecretCheck, readBytes, TooManyBytes } from "../std/mod.ts";
import type { JsonAnswer } from "./exchange.ts";

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
 * Creates what takes the requests of the webhook. It checks the secret (401), the size (413) and the shape (400), then
 * handles the update. A refused update gets 503, a failed one 500. It returns undefined for requests to other paths.
 * Source of the header: https://core.telegram.org/bots/api#setwebhook, read 2026-09.
 */
export function createWebhook(
  { path, secret, handleUpdate }: WebhookOptions,
): (message: IncomingMessage) => Promise<JsonAnswer> | undefined {
  const isSecret = createSecretCheck(secret);
  return (message) => {
    const { method, url = "" } = message;
    if (method !== "POST" || url !== path && !url.startsWith(`${path}?`)) return undefined;
    return takeUpdate(message, isSecret, handleUpdate);
  };
}

async function takeUpdate(
  message: IncomingMessage,
  isSecret: (given: string) => boolean,
  handleUpdate: WebhookOptions["handleUpdate"],
): Promise<JsonAnswer> {
  if (!isSecret(String(message.headers["x-telegram-bot-api-secret-token"] ?? ""))) {
    // Nobody else reads to its end what may follow the head.
    message.resume();
    return refused(401, "unauthorized");
  }
  const text = await readBody(message);
  if (text === undefined) return refused(413, "body_too_large");
  const update = parseUpdate(text);
  if (update === undefined) return refused(400, "not_an_update");
  try {
    const outcome = await handleUpdate(update);
    if (outcome !== undefined) return refused(503, outcome.refused);
    // Whoever knows the secret sends more: a connection for each update would cost more than the update.
    return { status: 200, body: { handled: true }, isKept: true };
  } catch (error) {
    logger("http").error("Cannot handle the update {updateId}: {error}", {
      updateId: update.update_id,
      error,
    });
    return refused(500, "update_failed");
  }
}

function refused(status: number, error: string): JsonAnswer {
  return { status, body: { error } };
}

/** Reads the body. Undefined if it is too large. Of a client that leaves, it is what came. */
async function readBody(message: IncomingMessage): Promise<string | undefined> {
  if (Number(message.headers["content-length"]) > MAX_BODY_BYTES) return undefined;
  try {
    const chunks = message.iterator({ destroyOnReturn: false });
    return new TextDecoder().decode(await readBytes(chunks, MAX_BODY_BYTES));
  } catch (error) {
    return error instanceof TooManyBytes ? undefined : "";
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
