import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { logger } from "../log.ts";
import { type Session, SESSION_MS, type Sessions } from "./session.ts";
import { type Words, wordsFor } from "./words/mod.ts";
import type { Reader } from "./view/layout.tsx";

/** What the middleware gives every handler. */
export interface ConsoleEnv {
  Bindings: {
    /** Whether a stream asks, which does so every second. */
    readonly isLive: boolean;
  };
  Variables: {
    readonly reader: Reader;
    /** Of the reader; set wherever a session is required. */
    readonly session: Session;
    readonly t: Words;
  };
}

/** A handler's context. */
export type ConsoleContext = Context<ConsoleEnv>;

const SESSION = "vitrine_console";
const LANGUAGE = "vitrine_console_language";
const YEAR_SECONDS = 365 * 86_400;

/** The pages run no script but ours, load nothing from elsewhere, are in no frame, and send their forms only here. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Sets the headers of every answer. A handler may have set a policy of its own, or let browsers keep the answer. */
export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  const { headers } = context.res;
  const set = (name: string, value: string) => headers.has(name) || headers.set(name, value);
  set("Content-Security-Policy", POLICY);
  set("Cache-Control", "no-store");
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("X-Frame-Options", "DENY");
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  headers.set("Strict-Transport-Security", "max-age=15552000; includeSubDomains");
  // With "no-referrer", browsers would send forms with the origin "null".
  headers.set("Referrer-Policy", "same-origin");
};

/** Whether the browser came by https, perhaps to a proxy before us. */
export function isHttps(context: Context): boolean {
  return lastOf(context.req.header("X-Forwarded-Proto")) === "https";
}

/** The client's address, as the last proxy saw it. Whoever reaches us without a proxy can name any. */
export function addressOf(context: Context): string {
  return lastOf(context.req.header("X-Forwarded-For")).slice(0, 64);
}

function lastOf(list = ""): string {
  return list.split(",").at(-1)!.trim().toLowerCase();
}

/** Gives the browser a session, or takes it away. */
export function keepSession(context: Context, session: string | undefined): void {
  setCookie(context, SESSION, session ?? "", {
    path: "/console",
    httpOnly: true,
    sameSite: "Strict",
    secure: isHttps(context),
    maxAge: session === undefined ? 0 : SESSION_MS / 1000,
  });
}

/** Remembers the language that the reader has chosen. */
export function keepLanguage(context: Context, language: string): void {
  setCookie(context, LANGUAGE, language, {
    path: "/console",
    sameSite: "Strict",
    secure: isHttps(context),
    maxAge: YEAR_SECONDS,
  });
}

/** Finds out who asks, and in which language. `opens`: gives whoever comes from this machine a session. */
export function recognise(sessions: Sessions, opens: boolean): MiddlewareHandler<ConsoleEnv> {
  return async (context, next) => {
    const t = wordsFor(getCookie(context, LANGUAGE), context.req.header("Accept-Language"));
    let session = sessions.read(getCookie(context, SESSION) ?? "");
    if (session === undefined && opens && isLoopback(hostOf(context))) {
      const opened = sessions.open("operator");
      session = sessions.read(opened);
      keepSession(context, opened);
    }
    const { pathname, search } = new URL(context.req.url);
    const here = pathname + search;
    context.set("reader", { t, session, here, isOpen: opens });
    context.set("t", t);
    if (session !== undefined) context.set("session", session);
    await next();
  };
}

/** A page of another name that leads to this machine (DNS rebinding) is no page of this machine. */
function isLoopback(host: string): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
}

function hostOf(context: Context): string {
  return (context.req.header("Host") ?? "").toLowerCase();
}

/**
 * Whether a request that changes something comes from a page of ours. Browsers say so themselves; older ones name the page's
 * origin. The session's cookie does not come along from other pages either.
 */
export function isFromHere(context: Context): boolean {
  const site = context.req.header("Sec-Fetch-Site");
  if (site !== undefined) return site === "same-origin";
  const origin = context.req.header("Origin");
  if (origin === undefined || !URL.canParse(origin)) return false;
  const isOurs = new URL(origin).host === hostOf(context);
  if (!isOurs) logger("console").warn("A form of {origin} was refused", { origin });
  return isOurs;
}

/** Whether a link on another site led here. The browser keeps the session back then, until a page of ours asks. */
export function isFromElsewhere(context: Context): boolean {
  return context.req.header("Sec-Fetch-Site") === "cross-site";
}
