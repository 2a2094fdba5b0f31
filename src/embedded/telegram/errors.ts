import { VitrineError } from "../../errors.ts";

/** What a failed Bot API call may carry beside its description. */
export interface ResponseParameters {
  /** Seconds. */
  readonly retry_after?: number;
}

/** A Bot API call that is answered `ok: false`; the router turns it into Telegram's envelope. */
export class ApiRefusal extends VitrineError {
  readonly code = "bot_api_refused";

  /**
   * @param status HTTP status and `error_code`.
   * @param text The description without prefix, spelled as TDLib spells it.
   * @param parameters Sent beside the description.
   */
  constructor(
    readonly status: number,
    readonly text: string,
    readonly parameters?: ResponseParameters,
  ) {
    super(describe(status, text));
  }
}

/**
 * A refusal that comes from Telegram's data centre, not from the library in front of it. In an album such
 * a refusal names the item (telegram-bot-api Client.cpp, read 2026-09).
 */
export class DataCentreRefusal extends ApiRefusal {}

/** Why the control refuses, or what a wait did not see. */
export type ControlFailure = "local_telegram_refused" | "local_telegram_timeout";

/** A request of a test or of the chat page that cannot be met; the same in process and over HTTP. */
export class LocalTelegramError extends VitrineError {
  /** Says what was refused, or awaited in vain. */
  constructor(readonly code: ControlFailure, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** A 400 with TDLib's text. */
export function badRequest(text: string): ApiRefusal {
  return new ApiRefusal(400, text);
}

/** A control request that makes no sense as things stand. */
export function refused(message: string, options?: ErrorOptions): LocalTelegramError {
  return new LocalTelegramError("local_telegram_refused", message, options);
}

const PREFIXES: Readonly<Record<number, string>> = {
  400: "Bad Request: ",
  403: "Forbidden: ",
  404: "Not Found: ",
  409: "Conflict: ",
  429: "Too Many Requests: ",
  500: "Internal Server Error: ",
};

/** Telegram's own rule: the text follows its prefix in lower case, unless it is a CODE_OF_THE_SERVER. */
function describe(status: number, text: string): string {
  const prefix = PREFIXES[status];
  if (prefix === undefined) return text;
  if (text === "") return prefix.slice(0, -2);
  const isServerCode = /^.[_A-Z]/.test(text);
  return prefix + (isServerCode ? text : text.charAt(0).toLowerCase() + text.slice(1));
}
