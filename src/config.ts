/**
 * Checks the settings and reports all problems at once. A process reads its environment once, at its start, and passes it
 * to this module.
 * @module
 */
import { createHmac } from "node:crypto";
import * as v from "valibot";
import { IMAGE_ENGINES, type ImageEngineName } from "./imaging/mod.ts";
import { describeForbidden, type IsPermitted } from "./permissions.ts";
import {
  problemOfCertificates,
  problemOfUrl,
  SchemaName,
  withAuthority,
  withSearchPath,
} from "./postgres/mod.ts";
import { CURRENCIES } from "./std/mod.ts";
import {
  CHECK_SETTINGS,
  type CheckSchedule,
  httpUrl,
  oneOf,
  scheduleOf,
  text,
  token,
  WARM_UP_SETTINGS,
  warmUpOf,
  wholeNumber,
  without,
} from "./setting_forms.ts";
import { B2_SETTINGS, b2Of } from "./setting_buckets.ts";
import { contradictions, withoutMistakes } from "./setting_problems.ts";
import { type B2Settings, problemOfBaseUrl, problemOfHttpUrl } from "./storage/mod.ts";

/** How the bot reaches Telegram. */
export interface TelegramSettings {
  readonly token: string;
  /** URL of the Bot API server, without a slash at its end. */
  readonly apiRoot: string;
  /** If absent, the bot asks for updates by long polling. */
  readonly webhook?: { readonly url: string; readonly secret: string };
}

/** The bot's id: the token begins with it. */
export function botIdOf(token: string): number {
  return Number(token.split(":")[0]);
}

/** All settings. An absent part runs embedded. */
export interface Config {
  /** In production no part may run embedded. */
  readonly production: boolean;
  /** It carries `DATABASE_CA` as its `sslrootcert`. */
  readonly databaseUrl?: string;
  /** The schema of our own tables. If absent, the search path decides. */
  readonly databaseSchema?: string;
  /** The schema of pg-boss; `pgboss` if absent. */
  readonly queueSchema?: string;
  readonly telegram?: TelegramSettings;
  readonly b2?: B2Settings;
  /** Base of the URLs in the columns, without a slash at its end. If absent, endpoint and bucket give it. */
  readonly publicUrl?: string;
  /** Embedded parts keep their data in this folder. */
  readonly dataDir: string;
  /** A legacy shop's relative image paths start in this folder. */
  readonly legacyImagesDir: string;
  readonly cache: { readonly dir: string; readonly maxBytes: number };
  readonly imageEngine: ImageEngineName;
  /** Whether what sellers send is kept in B2 beside the pictures that are made of it. */
  readonly keepsOriginals: boolean;
  /** The shop's own currency, by its ISO 4217 code: that of prices without one. */
  readonly currency: string;
  /** The name that the bot takes in Telegram. If absent, it keeps the one that BotFather gave it. */
  readonly shopName?: string;
  /** Telegram user ids of operators. */
  readonly adminIds: readonly number[];
  /** The secret of the HTTP routes `/operator/…` and of the console. */
  readonly operatorToken?: string;
  /** Opens the console for reading only. */
  readonly operatorReadToken?: string;
  /** The secret of `/metrics`. The operators' opens it too. */
  readonly metricsToken?: string;
  /** When the checks by the clock run. */
  readonly checks: CheckSchedule;
  readonly warmUp: ReturnType<typeof warmUpOf>;
  /** Port of the HTTP server. 0 chooses a free port. */
  readonly port: number;
  readonly logLevel: "trace" | "debug" | "info" | "warning" | "error";
}

/** The parts outside the process. Each is configured or embedded. */
export interface OutsideParts {
  readonly databaseUrl: string;
  readonly telegram: TelegramSettings;
  readonly b2: B2Settings;
}

/** The settings, or one line for each problem, without secrets. */
export type ConfigResult = { readonly config: Config } | { readonly problems: readonly string[] };

/** The result of `Deno.env.toObject()`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const WEBHOOK_PATH = "/telegram/webhook";
const SETTINGS = {
  // A misspelt one would start with embedded parts, whose data a host without a disk loses.
  DENO_ENV: v.optional(
    v.pipe(text, v.regex(/^(production|(?![Pp][Rr][Oo][Dd]).*)$/s, "must be production")),
  ),
  DATABASE_URL: v.optional(without(problemOfUrl)),
  DATABASE_CA: v.optional(
    // Many hosts keep a variable in one line, with \n where a line ends.
    v.pipe(without(problemOfCertificates), v.transform((pem) => pem.replaceAll("\\n", "\n"))),
  ),
  DATABASE_SCHEMA: v.optional(SchemaName),
  QUEUE_SCHEMA: v.optional(SchemaName),
  TELEGRAM_BOT_TOKEN: v.optional(
    v.pipe(
      text,
      v.regex(/^\d{3,16}:[\w-]{30,64}$/, "must look like 123456789:AAE…: copy it from @BotFather"),
    ),
  ),
  TELEGRAM_API_ROOT: v.optional(httpUrl(problemOfBaseUrl)),
  TELEGRAM_WEBHOOK_URL: v.optional(httpUrl(problemOfHttpUrl)),
  TELEGRAM_WEBHOOK_SECRET: v.optional(
    v.pipe(
      text,
      v.regex(/^[\w-]{16,256}$/, "must have 16 to 256 characters, each of A-Z a-z 0-9 _ -"),
    ),
  ),
  RAILWAY_PUBLIC_DOMAIN: v.optional(
    v.pipe(text, v.regex(/^[\w.-]+$/, "must be a host name, without https://")),
  ),
  ...B2_SETTINGS,
  VITRINE_DATA_DIR: v.optional(text, "data"),
  LEGACY_IMAGES_DIR: v.optional(text, "."),
  IMAGE_CACHE_DIR: v.optional(text),
  IMAGE_CACHE_MAX_BYTES: v.optional(wholeNumber(1_048_576, 1e15 - 1), String(512 * 1_048_576)),
  IMAGE_ENGINE: v.optional(oneOf(...IMAGE_ENGINES), "auto"),
  KEEP_ORIGINALS: v.optional(oneOf("yes", "no"), "yes"),
  SHOP_CURRENCY: v.optional(
    v.pipe(
      text,
      v.transform((code) => code.toUpperCase()),
      v.check((code) => CURRENCIES.includes(code), "must be an ISO 4217 code, such as EUR"),
    ),
    "EUR",
  ),
  // Telegram takes 64 characters (core.telegram.org/bots/api#setmyname, read 2026-11).
  SHOP_NAME: v.optional(
    v.pipe(text, v.trim(), v.regex(/^\P{Cc}{1,64}$/u, "must have 1 to 64 characters in one line")),
  ),
  ADMIN_IDS: v.optional(
    v.pipe(
      text,
      v.regex(/^\d{1,15}(\s*,\s*\d{1,15})*$/, "must be Telegram user ids with commas between them"),
      v.transform((ids) => ids.split(",").map(Number)),
    ),
  ),
  OPERATOR_TOKEN: v.optional(token),
  OPERATOR_READ_TOKEN: v.optional(token),
  METRICS_TOKEN: v.optional(token),
  ...CHECK_SETTINGS,
  ...WARM_UP_SETTINGS,
  PORT: v.optional(wholeNumber(0, 65_535), "8000"),
  LOG_LEVEL: v.optional(oneOf("trace", "debug", "info", "warning", "error"), "info"),
};
const Settings = v.object(SETTINGS);
type Settings = v.InferOutput<typeof Settings>;

/** The names of all settings. A permission set must allow the process to read them. */
export const SETTING_NAMES: readonly string[] = Object.keys(SETTINGS);

/** Reads the settings. An empty one counts as absent. The process must have permission for their hosts and folders. */
export function readConfig(
  environment: Environment,
  isPermitted: IsPermitted = () => true,
): ConfigResult {
  const given = Object.fromEntries(
    SETTING_NAMES.map((name) => [name, environment[name]?.trim() || undefined]),
  );
  const { copied, clean } = withoutMistakes(given);
  const parsed = v.safeParse(Settings, clean);
  const problems = parsed.success
    ? copied
    : [...copied, ...parsed.issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}`)];
  problems.push(...contradictions(given));
  if (problems.length === 0) problems.push(...describeForbidden(given, isPermitted));
  if (!parsed.success || problems.length > 0) return { problems };
  return { config: configOf(parsed.output) };
}

function configOf(settings: Settings): Config {
  const { B2_PUBLIC_URL, SHOP_NAME, DATABASE_SCHEMA, QUEUE_SCHEMA } = settings;
  const { METRICS_TOKEN, OPERATOR_TOKEN, OPERATOR_READ_TOKEN } = settings;
  const telegram = telegramOf(settings);
  const b2 = b2Of(settings);
  const databaseUrl = databaseUrlOf(settings);
  return {
    production: settings.DENO_ENV === "production",
    dataDir: settings.VITRINE_DATA_DIR,
    legacyImagesDir: settings.LEGACY_IMAGES_DIR,
    cache: {
      dir: settings.IMAGE_CACHE_DIR ?? `${settings.VITRINE_DATA_DIR}/image-cache`,
      maxBytes: settings.IMAGE_CACHE_MAX_BYTES,
    },
    imageEngine: settings.IMAGE_ENGINE,
    keepsOriginals: settings.KEEP_ORIGINALS === "yes",
    currency: settings.SHOP_CURRENCY,
    adminIds: settings.ADMIN_IDS ?? [],
    checks: scheduleOf(settings),
    warmUp: warmUpOf(settings),
    port: settings.PORT,
    logLevel: settings.LOG_LEVEL,
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(DATABASE_SCHEMA !== undefined && { databaseSchema: DATABASE_SCHEMA }),
    ...(QUEUE_SCHEMA !== undefined && { queueSchema: QUEUE_SCHEMA }),
    ...(telegram !== undefined && { telegram }),
    ...(b2 !== undefined && { b2 }),
    ...(B2_PUBLIC_URL !== undefined && { publicUrl: B2_PUBLIC_URL }),
    ...(SHOP_NAME !== undefined && { shopName: SHOP_NAME }),
    ...(OPERATOR_TOKEN !== undefined && { operatorToken: OPERATOR_TOKEN }),
    ...(OPERATOR_READ_TOKEN !== undefined && { operatorReadToken: OPERATOR_READ_TOKEN }),
    ...(METRICS_TOKEN !== undefined && { metricsToken: METRICS_TOKEN }),
  };
}

function databaseUrlOf(settings: Settings): string | undefined {
  const { DATABASE_URL: url, DATABASE_CA: ca, DATABASE_SCHEMA: schema } = settings;
  if (url === undefined) return undefined;
  return withSearchPath(ca === undefined ? url : withAuthority(url, ca), schema);
}

function telegramOf(settings: Settings): TelegramSettings | undefined {
  const token = settings.TELEGRAM_BOT_TOKEN;
  if (token === undefined) return;
  const apiRoot = settings.TELEGRAM_API_ROOT ?? "https://api.telegram.org";
  const domain = settings.RAILWAY_PUBLIC_DOMAIN;
  const url = settings.TELEGRAM_WEBHOOK_URL ??
    (domain === undefined ? undefined : `https://${domain}${WEBHOOK_PATH}`);
  if (url === undefined) return { token, apiRoot };
  const secret = settings.TELEGRAM_WEBHOOK_SECRET ?? secretOf(token);
  return { token, apiRoot, webhook: { url, secret } };
}

/** Derives the webhook secret from the token, the same in every replica. So nobody has to set it. */
function secretOf(token: string): string {
  return createHmac("sha256", token).update("vitrine webhook").digest("hex");
}

/** The base URL of a bucket's objects when B2_PUBLIC_URL is not set. */
export function defaultPublicUrl(b2: Pick<B2Settings, "endpoint" | "bucket">): string {
  const url = new URL(b2.endpoint);
  const virtualHost = url.hostname.endsWith(".backblazeb2.com");
  return virtualHost ? `https://${b2.bucket}.${url.host}` : `${b2.endpoint}/${b2.bucket}`;
}

/** The values of settings that the log must never show. */
export function secretsOf({ telegram, b2, databaseUrl, ...config }: Config): string[] {
  const database = databaseUrl === undefined ? undefined : new URL(databaseUrl);
  const secrets = [
    telegram?.token,
    telegram?.webhook?.secret,
    b2?.applicationKey,
    b2?.mirror?.applicationKey,
    database?.password,
    database?.searchParams.get("password"),
    database?.searchParams.get("sslkey"),
    config.operatorToken,
    config.operatorReadToken,
    config.metricsToken,
  ];
  return secrets.filter((secret) => typeof secret === "string" && secret !== "") as string[];
}
