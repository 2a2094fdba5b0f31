import { autoRetry } from "@grammyjs/auto-retry";
import { Api } from "grammy";

/** How the Bot API is reached. */
export interface ApiAccess {
  /** The bot's token. */
  readonly token: string;
  /** Without a slash at its end. */
  readonly apiRoot: string;
}

/** A call that has no answer by then is given up; grammY itself would wait for 500 s. */
export const ANSWER_TIMEOUT_SECONDS = 20;

/** Makes what calls the Bot API outside of an update. */
export function createApi(access: ApiAccess, timeoutSeconds = ANSWER_TIMEOUT_SECONDS): Api {
  const api = new Api(access.token, { apiRoot: access.apiRoot, timeoutSeconds });
  waitWhenAsked(api);
  return api;
}

/** Waits as long as a 429 says and sends again, a few times. What may have been sent already is not repeated. */
export function waitWhenAsked(api: Api): void {
  api.config.use(autoRetry({
    maxRetryAttempts: 3,
    maxDelaySeconds: 30,
    rethrowHttpErrors: true,
    rethrowInternalServerErrors: true,
  }));
}
