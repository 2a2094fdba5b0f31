/**
 * Problems of settings that no single value shows: values that were copied wrongly, and settings that do not go together.
 * @module
 */
import type { GivenSettings } from "./permissions.ts";
import { problemOfUrl, trustOf, withAuthority } from "./postgres/mod.ts";
import { contradictionsOfBuckets } from "./setting_buckets.ts";

/** What goes wrong when a value is copied, whatever the setting is. Its other problems are not told. */
export function withoutMistakes(given: GivenSettings): { copied: string[]; clean: GivenSettings } {
  const copied: string[] = [];
  const clean = { ...given };
  for (const [name, value = ""] of Object.entries(given)) {
    const mistake = mistakeOf(name, value);
    if (mistake === undefined) continue;
    copied.push(`${name} must be ${mistake}`);
    clean[name] = undefined;
  }
  return { copied, clean };
}

function mistakeOf(name: string, value: string): string | undefined {
  if (/^(["'`]).*\1$/s.test(value)) return "written without the quotes around it";
  if (value.startsWith(`${name}=`)) return `the value alone, without ${name}= before it`;
  if (/^\$(\{\{?[^{}]*\}?\}|[A-Z][A-Z0-9_]*)$/.test(value)) {
    return "the value itself: nobody has replaced the reference that stands there";
  }
  return undefined;
}

/** Problems between settings: some go together, and production needs more. */
export function contradictions(given: GivenSettings): string[] {
  const problems: string[] = [];
  const missing = (name: string, why: string) => {
    if (!given[name]) problems.push(`${name} is missing: ${why}`);
  };
  if (given.DATABASE_SCHEMA) {
    missing("DATABASE_URL", "DATABASE_SCHEMA is set, and the embedded database needs no schema");
  }
  const production = given.DENO_ENV === "production";
  const why = "DENO_ENV=production allows no embedded parts";
  if (production) {
    missing("DATABASE_URL", why);
    missing("TELEGRAM_BOT_TOKEN", why);
  }
  problems.push(...contradictionsOfTokens(given));
  problems.push(...contradictionsOfBuckets(given));
  for (const name of ["TELEGRAM_API_ROOT", "TELEGRAM_WEBHOOK_URL", "TELEGRAM_WEBHOOK_SECRET"]) {
    if (given[name] && !given.TELEGRAM_BOT_TOKEN && !production) {
      missing("TELEGRAM_BOT_TOKEN", `${name} is set`);
      break;
    }
  }
  problems.push(...contradictionsOfAuthority(given));
  if (given.TELEGRAM_WEBHOOK_URL?.startsWith("http:") && !given.TELEGRAM_API_ROOT) {
    problems.push("TELEGRAM_WEBHOOK_URL must start with https://: Telegram calls no other URLs");
  }
  return problems;
}

function contradictionsOfTokens(given: GivenSettings): string[] {
  const { OPERATOR_TOKEN: token, OPERATOR_READ_TOKEN: readToken } = given;
  if (!readToken) return [];
  if (!token) return ["OPERATOR_TOKEN is missing: OPERATOR_READ_TOKEN is set"];
  const why = "with the same token everybody who reads could act";
  return token === readToken ? [`OPERATOR_READ_TOKEN must differ from OPERATOR_TOKEN: ${why}`] : [];
}

function contradictionsOfAuthority(given: GivenSettings): string[] {
  const { DATABASE_URL: url = "", DATABASE_CA: ca } = given;
  if (ca === undefined || problemOfUrl(url) !== undefined) return [];
  if (!/^(plain|anybody)$/.test(trustOf(withAuthority(url, ca)))) return [];
  const why = "with the sslmode of DATABASE_URL nobody looks at it";
  return [`DATABASE_CA must be left out, or sslmode be verify-full or verify-ca: ${why}`];
}
