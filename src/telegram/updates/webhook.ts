import type { Api } from "grammy";
import { describeError, logger } from "../../log.ts";
import { retry } from "../../std/mod.ts";
import { isNetworkError } from "../errors.ts";
import { ALLOWED_UPDATES } from "./polling.ts";

/** After that many attempts the start has failed. */
const RETRIES = { maxAttempts: 5, firstPauseMs: 500, longestPauseMs: 5000 };

/** Tells Telegram to send updates to us, also those that wait. Several replicas may do so at once. */
export async function registerWebhook(
  api: Api,
  webhook: { readonly url: string; readonly secret: string },
): Promise<void> {
  const options = { secret_token: webhook.secret, allowed_updates: ALLOWED_UPDATES };
  await tell(() => api.setWebhook(webhook.url, options));
}

/** Tells Telegram to send updates to nobody, so that we can ask for them. Updates that wait are kept. */
export async function removeWebhook(api: Api): Promise<void> {
  await tell(() => api.deleteWebhook({ drop_pending_updates: false }));
}

/** Both calls may be repeated: a broken connection is no reason to fail the start. */
async function tell(call: () => Promise<unknown>): Promise<void> {
  await retry(call, RETRIES, {
    isTransient: isNetworkError,
    onRetry: (error) => {
      const about = { error: describeError(error) };
      logger("telegram").warn(
        "Telegram cannot be told where updates go; trying again: {error}",
        about,
      );
    },
  });
}
