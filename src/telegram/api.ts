import { autoRetry } from "@grammyjs/auto-retry";
import { Api } from "grammy";
import { DEADLINES } from "../deadlines.ts";

/** How the Bot API is reached. */
export interface ApiAccess {
  readonly token: string;
  /** Without a slash at its end. */
  readonly apiRoot: string;
}

/** A call without an answer is given up after this time. grammY itself would wait for 500 s. */
export const ANSWER_TIMEOUT_SECONDS: number = DEADLINES.telegram.ms / 1000;

/** Makes the Api for calls outside of an update. */
export function createApi(access: ApiAccess, timeoutSeconds = ANSWER_TIMEOUT_SECONDS): Api {
  const api = new Api(access.token, { apiRoot: access.apiRoot, timeoutSeconds });
  waitWhenAsked(api);
  return api;
}

/** Waits as long as a 429 says, and calls again, a few times. A call that may have had its effect is not repeated. */
export function waitWhenAsked(api: Api): void {
  api.config.use(autoRetry({
    maxRetryAttempts: 3,
    maxDelaySeconds: 30,
    rethrowHttpErrors: true,
    rethrowInternalServerErrors: true,
  }));
}
