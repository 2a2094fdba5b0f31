/**
 * The settings: read once, checked all at once. Nothing else of Vitrine reads the environment.
 * @module
 */
import { createHmac } from "node:crypto";
import * as v from "valibot";
import { IMAGE_ENGINES, type ImageEngineName } from "./imaging/mod.ts";
import { describeForbidden, type IsPermitted } from "./permissions.ts";
import type { B2Settings } from "./storage/mod.ts";

/** How Telegram is reached. */
export interface TelegramSettings {
  /** The bot's token. */
  readonly token: string;
  /** The Bot API server, without a slash at its end. */
  readonly apiRoot: string;
  /** Present: Telegram calls us there; absent: long polling. */
  readonly webhook?: { readonly url: string; readonly secret: string };
}

/** The bot's id, which its token begins with. */
export function botIdOf(token: string): number {
  return Number(token.split(":")[0]);
}

/** Everything that can be set. An absent part is embedded. */
export interface Config {
  /** Nothing is embedded. */
  readonly production: boolean;
  /** PostgreSQL's connection URL. */
  readonly databaseUrl?: string;
  /** Telegram. */
  readonly telegram?: TelegramSettings;
  /** The bucket. */
  readonly b2?: B2Settings;
  /** Base of the URLs in the columns, without a slash at its end; absent: from endpoint and bucket. */
  readonly publicUrl?: string;
  /** Where embedded parts keep their data. */
  readonly dataDir: string;
  /** Where a legacy shop's local image paths start. */
  readonly legacyImagesDir: string;
  /** The disk cache. */
  readonly cache: { readonly dir: string; readonly maxBytes: number };
  /** Which engine renders. */
  readonly imageEngine: ImageEngineName;
  /** Telegram user ids of operators. */
  readonly adminIds: readonly number[];
  /** Opens what operators ask over HTTP. */
  readonly operatorToken?: string;
  /** The HTTP server's port; 0 for any free one. */
  readonly port: number;
  /** The least level that is logged. */
  readonly logLevel: "trace" | "debug" | "info" | "warning" | "error";
}

/** The parts of the outside world, each configured or embedded. */
export interface OutsideParts {
  /** PostgreSQL's connection URL. */
  readonly databaseUrl: string;
  readonly telegram: TelegramSettings;
  readonly b2: B2Settings;
}

/** The settings, or every problem they have, one line each, without any secret. */
export type ConfigResult = { readonly config: Config } | { readonly problems: readonly string[] };

/** The environment as `Deno.env.toObject()` gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

const WEBHOOK_PATH = "/telegram/webhook";
const B2_NAMES = [
  "B2_ENDPOINT",
  "B2_REGION",
  "B2_BUCKET",
  "B2_KEY_ID",
  "B2_APPLICATION_KEY",
] as const;

const text = v.string();
const httpUrl = v.pipe(
  text,
  v.check(isHttpUrl, "must be a URL that starts with http:// or https://"),
  v.transform((url) => url.replace(/\/+$/, "")),
);
const wholeNumber = (least: number, most: number) =>
  v.pipe(
    text,
    v.check(
      (value) => /^\d{1,15}$/.test(value) && Number(value) >= least && Number(value) <= most,
      `must be a whole number from ${least} to ${most}`,
    ),
    v.transform(Number),
  );
const oneOf = <const T extends string>(...values: readonly T[]) =>
  v.picklist(values, `must be one of ${values.join(", ")}`);

const SETTINGS = {
  DENO_ENV: v.optional(text),
  DATABASE_URL: v.optional(
    v.pipe(
      text,
      v.check(
        (url) => /^postgres(ql)?:\/\/\S+$/.test(url) && URL.canParse(url),
        "must be a URL that starts with postgres:// or postgresql:// (a password's @ : / ? # are written %40 %3A %2F %3F %23)",
      ),
    ),
  ),
  TELEGRAM_BOT_TOKEN: v.optional(
    v.pipe(
      text,
      v.regex(/^\d{3,16}:[\w-]{30,64}$/, "must look like 123456789:AAE…, as BotFather gives it"),
    ),
  ),
  TELEGRAM_API_ROOT: v.optional(httpUrl),
  TELEGRAM_WEBHOOK_URL: v.optional(httpUrl),
  TELEGRAM_WEBHOOK_SECRET: v.optional(
    v.pipe(text, v.regex(/^[\w-]{16,256}$/, "must be 16 to 256 of A-Z a-z 0-9 _ and -")),
  ),
  RAILWAY_PUBLIC_DOMAIN: v.optional(
    v.pipe(text, v.regex(/^[\w.-]+$/, "must be a host name")),
  ),
  B2_ENDPOINT: v.optional(httpUrl),
  B2_REGION: v.optional(v.pipe(text, v.regex(/^[\w-]+$/, "must be a region such as us-west-004"))),
  B2_BUCKET: v.optional(
    v.pipe(
      text,
      v.regex(
        /^[A-Za-z0-9][A-Za-z0-9.-]{1,62}$/,
        "must be a bucket name of 2 to 63 letters, digits, . and -",
      ),
    ),
  ),
  B2_KEY_ID: v.optional(text),
  B2_APPLICATION_KEY: v.optional(text),
  B2_PUBLIC_URL: v.optional(httpUrl),
  VITRINE_DATA_DIR: v.optional(text, "data"),
  LEGACY_IMAGES_DIR: v.optional(text, "."),
  IMAGE_CACHE_DIR: v.optional(text),
  IMAGE_CACHE_MAX_BYTES: v.optional(wholeNumber(1_048_576, 1e15 - 1), String(512 * 1_048_576)),
  IMAGE_ENGINE: v.optional(oneOf(...IMAGE_ENGINES), "auto"),
  ADMIN_IDS: v.optional(
    v.pipe(
      text,
      v.regex(/^\d{1,15}(\s*,\s*\d{1,15})*$/, "must be Telegram user ids with commas between"),
      v.transform((ids) => ids.split(",").map(Number)),
    ),
  ),
  OPERATOR_TOKEN: v.optional(v.pipe(text, v.minLength(16, "must be 16 characters at least"))),
  PORT: v.optional(wholeNumber(0, 65_535), "8000"),
  LOG_LEVEL: v.optional(oneOf("trace", "debug", "info", "warning", "error"), "info"),
};
const Settings = v.object(SETTINGS);
type Settings = v.InferOutput<typeof Settings>;

/** The names of every setting: what a permission set must allow to be read. */
export const SETTING_NAMES: readonly string[] = Object.keys(SETTINGS);

/** Reads the settings; one that is empty, or of spaces alone, is absent. The hosts and folders that they name must be permitted. */
export function readConfig(
  environment: Environment,
  isPermitted: IsPermitted = () => true,
): ConfigResult {
  const given = Object.fromEntries(
    SETTING_NAMES.map((name) => [name, environment[name]?.trim() || undefined]),
  );
  const parsed = v.safeParse(Settings, given);
  const problems = parsed.success
    ? []
    : parsed.issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}`);
  problems.push(...contradictions(given));
  if (problems.length === 0) problems.push(...describeForbidden(given, isPermitted));
  if (!parsed.success || problems.length > 0) return { problems };
  return { config: configOf(parsed.output) };
}

/** What no single setting can show: parts that go together, and what production must have. */
function contradictions(given: Environment): string[] {
  const problems: string[] = [];
  const missing = (name: string, why: string) => {
    if (!given[name]) problems.push(`${name} is missing: ${why}`);
  };
  const production = given.DENO_ENV === "production";
  const why = "nothing is embedded with DENO_ENV=production";
  if (production) {
    missing("DATABASE_URL", why);
    missing("TELEGRAM_BOT_TOKEN", why);
  }
  if (production || B2_NAMES.some((name) => given[name])) {
    for (const name of B2_NAMES) {
      if (name === "B2_REGION" && regionOf(given.B2_ENDPOINT)) continue;
      missing(name, production ? why : "the settings of B2 go together");
    }
  }
  for (const name of ["TELEGRAM_API_ROOT", "TELEGRAM_WEBHOOK_URL", "TELEGRAM_WEBHOOK_SECRET"]) {
    if (given[name] && !given.TELEGRAM_BOT_TOKEN && !production) {
      missing("TELEGRAM_BOT_TOKEN", `${name} is set`);
      break;
    }
  }
  if (given.TELEGRAM_WEBHOOK_URL?.startsWith("http:") && !given.TELEGRAM_API_ROOT) {
    problems.push("TELEGRAM_WEBHOOK_URL must start with https://: Telegram calls nothing else");
  }
  return problems;
}

function configOf(settings: Settings): Config {
  const { B2_PUBLIC_URL, OPERATOR_TOKEN, DATABASE_URL } = settings;
  const telegram = telegramOf(settings);
  const b2 = b2Of(settings);
  return {
    production: settings.DENO_ENV === "production",
    dataDir: settings.VITRINE_DATA_DIR,
    legacyImagesDir: settings.LEGACY_IMAGES_DIR,
    cache: {
      dir: settings.IMAGE_CACHE_DIR ?? `${settings.VITRINE_DATA_DIR}/image-cache`,
      maxBytes: settings.IMAGE_CACHE_MAX_BYTES,
    },
    imageEngine: settings.IMAGE_ENGINE,
    adminIds: settings.ADMIN_IDS ?? [],
    port: settings.PORT,
    logLevel: settings.LOG_LEVEL,
    ...(DATABASE_URL !== undefined && { databaseUrl: DATABASE_URL }),
    ...(telegram !== undefined && { telegram }),
    ...(b2 !== undefined && { b2 }),
    ...(B2_PUBLIC_URL !== undefined && { publicUrl: B2_PUBLIC_URL }),
    ...(OPERATOR_TOKEN !== undefined && { operatorToken: OPERATOR_TOKEN }),
  };
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

/** A secret that every replica derives alike, so that one setting less can be forgotten. */
function secretOf(token: string): string {
  return createHmac("sha256", token).update("vitrine webhook").digest("hex");
}

function b2Of(settings: Settings): B2Settings | undefined {
  const endpoint = settings.B2_ENDPOINT;
  const region = settings.B2_REGION ?? regionOf(endpoint);
  const { B2_BUCKET: bucket, B2_KEY_ID: keyId, B2_APPLICATION_KEY: applicationKey } = settings;
  if (!endpoint || !region || !bucket || !keyId || !applicationKey) return;
  return { endpoint, region, bucket, keyId, applicationKey };
}

/** Backblaze writes the region into the endpoint's name. */
function regionOf(endpoint: string | undefined): string | undefined {
  return /^https:\/\/s3\.([\w-]+)\.backblazeb2\.com\/?$/.exec(endpoint ?? "")?.[1];
}

/** Where the objects of a bucket are reached when no other base is configured. */
export function defaultPublicUrl(b2: Pick<B2Settings, "endpoint" | "bucket">): string {
  const url = new URL(b2.endpoint);
  const virtualHost = url.hostname.endsWith(".backblazeb2.com");
  return virtualHost ? `https://${b2.bucket}.${url.host}` : `${b2.endpoint}/${b2.bucket}`;
}

function isHttpUrl(value: string): boolean {
  // A parser strips or encodes what cannot be seen, so that one URL would have two forms.
  return URL.canParse(value) && /^https?:\/\/[^\s\p{C}]+$/u.test(value);
}

/** The texts of the settings that must never be logged. */
export function secretsOf({ telegram, b2, databaseUrl, operatorToken }: Config): string[] {
  const database = databaseUrl === undefined ? undefined : new URL(databaseUrl);
  const secrets = [
    telegram?.token,
    telegram?.webhook?.secret,
    b2?.applicationKey,
    database?.password,
    database?.searchParams.get("password"),
    operatorToken,
  ];
  return secrets.filter((secret) => typeof secret === "string" && secret !== "") as string[];
}
