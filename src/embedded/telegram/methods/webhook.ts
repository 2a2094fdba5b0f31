import * as v from "valibot";
import { badRequest } from "../errors.ts";
import { tooManyRequests } from "../flood.ts";
import { flag, integer, text } from "../params.ts";
import type { Platform } from "../platform.ts";
import type { BotRecord, WebhookRecord } from "../records.ts";
import { type Call, type Method, method } from "./method.ts";
import { allowedUpdates, endPoll, type OpenPolls, rememberAllowed } from "./updates.ts";

const DEFAULT_CONNECTIONS = 40;
const MIN_INTERVAL_MS = 1000;

/** What setting a webhook has to tell others. */
export interface WebhookDeps {
  readonly polls: OpenPolls;
  /** Starts delivering what is pending. */
  readonly pump: (botId: number) => void;
}

/** `setWebhook` [doc core.telegram.org/bots/api#setwebhook]. */
export function setWebhook({ polls, pump }: WebhookDeps): Method {
  return method(
    v.object({
      url: v.optional(text, ""),
      max_connections: v.optional(integer, DEFAULT_CONNECTIONS),
      allowed_updates: allowedUpdates,
      drop_pending_updates: v.optional(flag, false),
      secret_token: v.pipe(
        v.optional(text, ""),
        v.regex(/^[A-Za-z0-9_-]{0,256}$/, "secret token contains unallowed characters"),
      ),
    }),
    ({ platform, bot }, params) => {
      if (params.url === "") return removeWebhook(platform, bot, params.drop_pending_updates);
      requireWebhookUrl(params.url);
      const webhook: WebhookRecord = {
        url: params.url,
        maxConnections: Math.min(Math.max(params.max_connections, 1), 100),
        setAt: platform.clock.now(),
        ...(params.secret_token === "" ? {} : { secretToken: params.secret_token }),
      };
      rememberAllowed(platform, bot, params.allowed_updates);
      if (params.drop_pending_updates) platform.updates.forgetBelow(bot.id, Infinity);
      putWebhook(platform, bot, webhook);
      endPoll(polls, bot.id, "terminated by setWebhook request");
      pump(bot.id);
      return true;
    },
  );
}

/** [doc core.telegram.org/bots/api#deletewebhook] */
export const deleteWebhook = method(
  v.object({ drop_pending_updates: v.optional(flag, false) }),
  ({ platform, bot }, params) => removeWebhook(platform, bot, params.drop_pending_updates),
);

/** [doc core.telegram.org/bots/api#getwebhookinfo] */
export function getWebhookInfo({ platform, bot }: Call) {
  const { state, updates } = platform;
  const webhook = state.webhooks.get(String(bot.id));
  const { allowedUpdates = [] } = state.bots.get(String(bot.id)) ?? bot;
  return {
    url: webhook?.url ?? "",
    has_custom_certificate: false,
    pending_update_count: updates.pending(bot.id).length,
    ...(webhook === undefined ? {} : { max_connections: webhook.maxConnections }),
    ...(webhook?.lastErrorAt === undefined ? {} : {
      last_error_date: webhook.lastErrorAt,
      last_error_message: webhook.lastErrorMessage,
    }),
    ...(allowedUpdates.length === 0 ? {} : { allowed_updates: allowedUpdates }),
  };
}

/** Telegram takes a repeated identical webhook for granted, and another one at most once a second. */
function putWebhook({ state }: Platform, { id }: BotRecord, webhook: WebhookRecord): void {
  const former = state.webhooks.get(String(id));
  const isSame = former?.url === webhook.url && former.secretToken === webhook.secretToken &&
    former.maxConnections === webhook.maxConnections;
  if (isSame) return;
  if (former !== undefined && webhook.setAt - former.setAt < MIN_INTERVAL_MS) {
    throw tooManyRequests(1);
  }
  state.webhooks.set(String(id), webhook);
}

function removeWebhook(platform: Platform, { id }: BotRecord, dropPending: boolean): true {
  platform.state.webhooks.delete(String(id));
  if (dropPending) platform.updates.forgetBelow(id, Infinity);
  platform.signal.notify();
  return true;
}

/** Telegram wants HTTPS; its local mode, like this server, takes HTTP too. */
function requireWebhookUrl(url: string): void {
  const parsed = URL.parse(url);
  if (parsed === null) throw badRequest("Bad webhook: URL is invalid");
  if (!/^https?:$/.test(parsed.protocol)) {
    throw badRequest("Bad webhook: An HTTPS URL must be provided for webhook");
  }
}
