import type { Api } from "grammy";
import { ALLOWED_UPDATES } from "./polling.ts";

/** Asks Telegram to call us; what waits is delivered there. Replicas may do so all at once. */
export async function registerWebhook(
  api: Api,
  webhook: { readonly url: string; readonly secret: string },
): Promise<void> {
  await api.setWebhook(webhook.url, {
    secret_token: webhook.secret,
    allowed_updates: ALLOWED_UPDATES,
  });
}

/** Asks Telegram to call nobody, so that updates can be asked for; what waits is kept. */
export async function removeWebhook(api: Api): Promise<void> {
  await api.deleteWebhook({ drop_pending_updates: false });
}
