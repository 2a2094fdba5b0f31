import type { Api } from "grammy";
import type { TelegramSettings } from "../../src/config.ts";
import { createApi, isUnauthorized } from "../../src/telegram/mod.ts";
import { count } from "../support/lines.ts";
import { examine, fail, type Finding, type Found, ok, warn } from "./finding.ts";

/** An error of the webhook matters for this time. Telegram keeps the last one for ever. */
const FRESH_ERROR_S = 3600;
/** More updates than a busy minute brings. */
const MANY_PENDING = 100;

type WebhookInfo = Awaited<ReturnType<Api["getWebhookInfo"]>>;

/** Checks the token, the bot's inline mode, and who gets the updates. */
export async function checkTelegram(telegram: TelegramSettings): Promise<Finding[]> {
  const api = createApi(telegram);
  const token = await examine("token", () => checkToken(api, telegram));
  if (token.some(({ level }) => level === "fail")) return token;
  const webhook = await examine("webhook", async () => {
    return judgeWebhook(await api.getWebhookInfo(), telegram.webhook?.url, Date.now());
  });
  return [...token, ...webhook];
}

async function checkToken(api: Api, { apiRoot }: TelegramSettings): Promise<Found[]> {
  try {
    const me = await api.getMe();
    const found = ok(`@${me.username}, bot ${me.id}, at ${apiRoot}`);
    if (me.supports_inline_queries) return [found];
    return [
      found,
      warn("The button Share finds nothing: inline mode is off", "Write /setinline to @BotFather"),
    ];
  } catch (error) {
    if (!isUnauthorized(error)) throw error;
    return [fail(
      `${apiRoot} does not know this token`,
      "Copy it from @BotFather into TELEGRAM_BOT_TOKEN. If it was revoked, there is a new one",
    )];
  }
}

/** What Telegram says of its webhook. `expected`: the shop's own address; undefined if it polls. */
export function judgeWebhook(
  info: WebhookInfo,
  expected: string | undefined,
  nowMs: number,
): Found[] {
  const { url = "", pending_update_count: pending } = info;
  const waiting = `${count(pending, "update")} waiting`;
  const found: Found[] = [];
  if (url !== (expected ?? "")) found.push(otherWebhook(url, expected));
  const seconds = nowMs / 1000 - (info.last_error_date ?? 0);
  if (url !== "" && seconds < FRESH_ERROR_S) {
    found.push(fail(
      `Telegram could not deliver to ${url}: ${info.last_error_message ?? "no reason"} ` +
        `(${Math.max(0, Math.round(seconds / 60))} min ago)`,
      "Does the shop run, and does this address lead to it over HTTPS? See /readyz of the shop",
    ));
  }
  if (pending > MANY_PENDING) {
    found.push(
      warn(waiting, "Start the shop, or look at /readyz: work says which loop stands still"),
    );
  }
  if (found.length > 0) return found;
  return [ok(`${url === "" ? "None: the shop asks for updates" : url}, ${waiting}`)];
}

function otherWebhook(url: string, expected: string | undefined): Found {
  if (expected === undefined) {
    return warn(
      `Telegram sends the updates to ${url}, and this shop would ask for them`,
      "The next start removes the webhook. If another program needs it, give it a bot of its own",
    );
  }
  if (url === "") {
    return warn(
      `Telegram sends the updates to nobody, and this shop waits for them at ${expected}`,
      "The next start tells Telegram. If the shop runs already, another program with this token polls",
    );
  }
  return warn(
    `Telegram sends the updates to ${url}, and this shop waits for them at ${expected}`,
    "The next start tells Telegram. If the shop runs already, two programs have this token",
  );
}
