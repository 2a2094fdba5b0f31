import { Hono } from "hono";
import type { Context } from "hono";
import { logger } from "../log.ts";
import {
  addressOf,
  type ConsoleContext,
  type ConsoleEnv,
  keepLanguage,
  keepSession,
} from "./access.ts";
import { Attempts } from "./attempts.ts";
import type { LiveStreams } from "./live.ts";
import type { Session, Sessions } from "./session.ts";
import { LoginPage } from "./pages/login.tsx";
import { isOwnPath } from "./view/parts.tsx";

const HOME = "/console";

/** Logging in and out, and the language. These need no session. */
export function loginRoutes(
  sessions: Sessions,
  streams: Pick<LiveStreams, "end">,
  attempts = new Attempts(),
): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/login", (context) => context.redirect(HOME, 303));
  app.post("/login", (context) => logIn(context, sessions, attempts));
  app.post("/logout", (context) => {
    const session = context.var.session as Session | undefined;
    if (session !== undefined) streams.end(session.id);
    keepSession(context, undefined);
    return context.redirect(HOME, 303);
  });
  app.get("/language", (context) => {
    keepLanguage(context, context.req.query("to") === "fr" ? "fr" : "en");
    return context.redirect(ownPath(context.req.query("back")), 303);
  });
  return app;
}

/** An address of another site would lead the reader away. */
function ownPath(path: unknown): string {
  return typeof path === "string" && isOwnPath(path) ? path : HOME;
}

async function logIn(
  context: ConsoleContext,
  sessions: Sessions,
  attempts: Attempts,
): Promise<Response> {
  const { reader } = context.var;
  const form = await context.req.parseBody();
  const back = ownPath(form.back);
  const address = addressOf(context);
  const waitMs = attempts.waitMs(address);
  if (waitMs > 0) {
    const waitSeconds = Math.ceil(waitMs / 1000);
    context.header("Retry-After", String(waitSeconds));
    return await context.html(
      <LoginPage reader={reader} back={back} waitSeconds={waitSeconds} />,
      429,
    );
  }
  const role = sessions.roleOf(String(form.token ?? "").trim());
  if (role === undefined) {
    attempts.failed(address);
    logger("console").warn("A wrong token was given to the console");
    return await context.html(<LoginPage reader={reader} back={back} wrong />, 401);
  }
  keepSession(context, sessions.open(role, String(form.name ?? "")));
  return context.redirect(back, 303);
}

/** Asks whoever has no session to log in, and then leads on to where they were going. */
export function askToLogIn(context: Context<ConsoleEnv>): Response | Promise<Response> {
  const { reader } = context.var;
  const back = context.req.method === "GET" ? ownPath(reader.here) : HOME;
  return context.html(<LoginPage reader={reader} back={back} />, 401);
}
