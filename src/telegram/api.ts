import { autoRetry } from "@grammyjs/auto-retry";
import { Api } from "grammy";
import { DEADLINES } from "../deadlines.ts";
import { tracedRequest } from "../traces.ts";
import { isTopicGone, refusalClass } from "./errors.ts";

/** How the Bot API is reached. */
export interface ApiAccess {
  readonly token: string;
  /** Without a slash at its end. */
  readonly apiRoot: string;
}

/** A call without an answer is given up after this time. grammY itself would wait for 500 s. */
export const ANSWER_TIMEOUT_SECONDS: number = DEADLINES.telegram.ms / 1000;

/** Makes the Api for calls outside of an update. */
export function createApi(access: ApiAccess, timeoutSeconds?: number): Api {
  const api = createQuickApi(access, timeoutSeconds);
  insist(api);
  return api;
}

/** Makes an Api that repeats nothing: a refusal is thrown at once. */
export function createQuickApi(
  { token, apiRoot }: ApiAccess,
  timeoutSeconds = ANSWER_TIMEOUT_SECONDS,
): Api {
  const api = new Api(token, { apiRoot, timeoutSeconds });
  traceCalls(api);
  return api;
}

/** Repeats what Telegram refuses for a reason that passes, or that a second call can avoid. After {@link traceCalls}. */
export function insist(api: Api): void {
  waitWhenAsked(api);
  leaveTopics(api);
}

/**
 * Traces each call. Its address holds the token, and Deno would write that into a span of its own. Calls go through what is added
 * last first, so what repeats them is added later.
 */
export function traceCalls(api: Api): void {
  api.config.use(async (call, method, payload, signal) =>
    await tracedRequest(`Telegram ${method}`, async (note) => {
      const answer = await call(method, payload, signal);
      note({ "telegram.outcome": answer.ok ? "ok" : refusalClass(answer) });
      return answer;
    })
  );
}

/**
 * Sends into the chat what was for a topic of it that is gone or closed. grammY names the topic of the message that it
 * answers. Users have topics in their chats with bots (github.com/tdlib/telegram-bot-api/issues/854).
 */
function leaveTopics(api: Api): void {
  api.config.use(async (call, method, payload, signal) => {
    const answer = await call(method, payload, signal);
    if (answer.ok || !("message_thread_id" in payload) || !isTopicGone(answer)) return answer;
    return await call(method, { ...payload, message_thread_id: undefined }, signal);
  });
}

/** Waits as long as a 429 says, and calls again, a few times. A call that may have had its effect is not repeated. */
function waitWhenAsked(api: Api): void {
  api.config.use(autoRetry({
    maxRetryAttempts: 3,
    maxDelaySeconds: 30,
    rethrowHttpErrors: true,
    rethrowInternalServerErrors: true,
  }));
}
