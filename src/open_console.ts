/**
 * The wiring of the operators' console. It loads the console with the first request: a shop that nobody looks at needs no memory
 * for it.
 * @module
 */
import { randomBytes } from "node:crypto";
import type { ConsoleOptions, ConsoleShop } from "./console/mod.ts";
import type { Config, OutsideParts } from "./config.ts";
import { type CreateConsole, createReadiness, freshFor } from "./http/mod.ts";
import { logger, named } from "./log.ts";
import { createApi } from "./telegram/mod.ts";

/** What {@link consoleOf} needs. */
export interface ConsoleWiring {
  readonly config: Pick<Config, "operatorToken" | "operatorReadToken" | "production">;
  readonly telegram: OutsideParts["telegram"];
  /** Whether the whole shop runs on this machine, so that its console needs no login without OPERATOR_TOKEN. */
  readonly isOnStage: boolean;
  /** Undefined while the shop is being started. */
  readonly shop: () => ConsoleShop | undefined;
}

/** An answer of Telegram counts for so long. */
const TELEGRAM_FRESH_MS = 60_000;
const RANDOM_BYTES = 32;

/** The console's part of the HTTP application; undefined without a token. */
export function consoleOf(
  { config, telegram, isOnStage, shop }: ConsoleWiring,
): CreateConsole | undefined {
  const { operatorToken, operatorReadToken: readToken } = config;
  if (!hasConsole(config, isOnStage)) return undefined;
  const token = operatorToken ?? randomBytes(RANDOM_BYTES).toString("hex");
  const api = createApi(telegram);
  const askTelegram = createReadiness({
    telegram: freshFor(TELEGRAM_FRESH_MS, async () => void await api.getMe()),
  });
  return (readiness) => {
    const all = async () => {
      const [own, other] = await Promise.all([readiness(), askTelegram()]);
      return {
        ready: own.ready && other.ready,
        checks: { ...own.checks, ...other.checks },
      };
    };
    const options: ConsoleOptions = {
      tokens: { token, readToken },
      isOpen: operatorToken === undefined,
      shop,
      readiness: all,
    };
    let loaded: Promise<(request: Request) => Promise<Response>> | undefined;
    return async (request) => await (await (loaded ??= load(options)))(request);
  };
}

async function load(options: ConsoleOptions) {
  const { createConsole } = await import("./console/mod.ts");
  return createConsole(options);
}

/** Whether the shop has a console. In production, anybody could claim to be on this machine. */
function hasConsole(
  { operatorToken, production }: ConsoleWiring["config"],
  isOnStage: boolean,
): boolean {
  return operatorToken !== undefined || (isOnStage && !production);
}

/**
 * Tells this machine where it finds the console. Returns where operators find it from their telephones; undefined if the shop has
 * no address that they can reach.
 */
export function announceConsole(
  { config, telegram: { webhook }, isOnStage }: Omit<ConsoleWiring, "shop">,
  port: number,
): string | undefined {
  if (!hasConsole(config, isOnStage)) return undefined;
  const url = `http://127.0.0.1:${port}/console`;
  if (!config.production) {
    logger("start").info("Operators find their console at {url}", named("console_open", { url }));
  }
  if (webhook !== undefined) return `${new URL(webhook.url).origin}/console`;
  return isOnStage ? url : undefined;
}
