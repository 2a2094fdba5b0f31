import * as v from "valibot";
import { badRequest, tooManyRequests } from "../errors.ts";
import type { Platform } from "../state/platform.ts";
import type { BotRecord, WebhookRecord } from "../state/records.ts";
import { type Call, type Method, method } from "./method.ts";
import { flag, integer, text } from "./params.ts";
import { allowedUpdates, endPoll, type OpenPolls, rememberAllowed } from "./updates.ts";

const DEFAULT_CONNECTIONS = 40;
const MIN_INTERVAL_MS = 1000;

/** The parts of the server that a new webhook affects. */
export interface WebhookDeps {
  readonly polls: OpenPolls;
  /** Starts to deliver pending updates. */
  readonly pump: (botId: number) => void;
}

/** Makes `setWebhook` (core.telegram.org/bots/api#setwebhook). */
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

/** Removes the webhook (core.telegram.org/bots/api#deletewebhook). */
export const deleteWebhook = method(
  v.object({ drop_pending_updates: v.optional(flag, false) }),
  ({ platform, bot }, params) => removeWebhook(platform, bot, params.drop_pending_updates),
);

/** Describes the webhook (core.telegram.org/bots/api#getwebhookinfo). */
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

/** Stores a webhook. Telegram ignores a repeated one, and refuses another one within a second. */
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

/** Refuses a bad URL. Like Telegram's own server in local mode, this one accepts HTTP beside HTTPS. */
function requireWebhookUrl(url: string): void {
  const parsed = URL.parse(url);
  if (parsed === null) throw badRequest("Bad webhook: URL is invalid");
  if (!/^https?:$/.test(parsed.protocol)) {
    throw badRequest("Bad webhook: An HTTPS URL must be provided for webhook");
  }
}
