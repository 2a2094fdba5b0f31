/** Why a request to the server failed. */
export type FailureCode =
  | "local_telegram_refused"
  | "local_telegram_timeout"
  | "listen_failed";

/**
 * A request of a test or of the chat page that the server cannot meet, or a server that cannot open. It is the same in
 * process and over HTTP.
 */
export class LocalTelegramError extends Error {
  /** The message says what was refused, or what a wait did not see. */
  constructor(readonly code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LocalTelegramError";
  }
}

/** Refuses a control request that makes no sense in the present state. */
export function refused(message: string, options?: ErrorOptions): LocalTelegramError {
  return new LocalTelegramError("local_telegram_refused", message, options);
}

/** What a failed Bot API call may carry beside its description. */
export interface ResponseParameters {
  /** Seconds. */
  readonly retry_after?: number;
  /** The supergroup that a group has become. */
  readonly migrate_to_chat_id?: number;
}

/** A Bot API call that is answered with `ok: false`. */
export class ApiRefusal extends Error {
  /**
   * @param status HTTP status and `error_code`.
   * @param text The description without its prefix, spelled as TDLib spells it.
   */
  constructor(
    readonly status: number,
    readonly text: string,
    readonly parameters?: ResponseParameters,
  ) {
    super(describe(status, text));
    this.name = new.target.name;
  }
}

/**
 * A refusal that comes from Telegram's data centre, not from the Bot API server in front of it. In an album such a
 * refusal names the item (telegram-bot-api Client.cpp, read 2026-09).
 */
export class DataCentreRefusal extends ApiRefusal {}

/** A 400 with TDLib's text. */
export function badRequest(text: string): ApiRefusal {
  return new ApiRefusal(400, text);
}

/** A 429 that says when to try again. */
export function tooManyRequests(retryAfterSeconds: number): ApiRefusal {
  const text = `retry after ${retryAfterSeconds}`;
  return new ApiRefusal(429, text, { retry_after: retryAfterSeconds });
}

const PREFIXES: Readonly<Record<number, string>> = {
  400: "Bad Request: ",
  403: "Forbidden: ",
  404: "Not Found: ",
  409: "Conflict: ",
  429: "Too Many Requests: ",
  500: "Internal Server Error: ",
};

/** Telegram writes the text in lower case after its prefix, unless the text is a CODE_OF_THE_SERVER. */
function describe(status: number, text: string): string {
  const prefix = PREFIXES[status];
  if (prefix === undefined) return text;
  if (text === "") return prefix.slice(0, -2);
  const isServerCode = /^.[_A-Z]/.test(text);
  return prefix + (isServerCode ? text : text.charAt(0).toLowerCase() + text.slice(1));
}
