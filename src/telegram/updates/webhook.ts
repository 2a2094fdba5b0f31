import type { Api } from "grammy";
import { describeError, logger } from "../../log.ts";
import { pause } from "../../std/mod.ts";
import { isNetworkError } from "../errors.ts";
import { ALLOWED_UPDATES } from "./polling.ts";

/** How often Telegram is told while it cannot be reached; then the start has failed. */
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;

/** Asks Telegram to call us; what waits is delivered there. Replicas may do so all at once. */
export async function registerWebhook(
  api: Api,
  webhook: { readonly url: string; readonly secret: string },
): Promise<void> {
  const options = { secret_token: webhook.secret, allowed_updates: ALLOWED_UPDATES };
  await tell(() => api.setWebhook(webhook.url, options));
}

/** Asks Telegram to call nobody, so that updates can be asked for; what waits is kept. */
export async function removeWebhook(api: Api): Promise<void> {
  await tell(() => api.deleteWebhook({ drop_pending_updates: false }));
}

/** Both calls may be repeated: a connection that breaks is no reason to fail the start. */
async function tell(call: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return void await call();
    } catch (error) {
      if (!isNetworkError(error) || attempt === ATTEMPTS) throw error;
      logger("telegram").warn(
        "Telegram could not be told where updates go; trying again: {error}",
        {
          error: describeError(error),
        },
      );
    }
    await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
  }
}
