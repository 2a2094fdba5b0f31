import { Hono, type MiddlewareHandler } from "hono";
import { createSecretCheck } from "../std/mod.ts";

/** The operators' routes. Each function returns undefined until the shop is open. */
export interface OperatorOptions {
  /** The operators' secret. */
  readonly token: string;
  /** The counts of `/stats`. */
  readonly stats: () => Promise<object> | undefined;
  /** The drift between columns and log: its size and some examples. */
  readonly verify: () => Promise<object> | undefined;
}

const SCHEME = /^Bearer +(\S+) *$/i;

/** Creates `GET /stats` and `GET /verify`. Requests without the bearer token (RFC 6750) get 401. */
export function createOperatorRoutes({ token, stats, verify }: OperatorOptions): Hono {
  const app = new Hono();
  app.use(authorize(token));
  for (const [path, ask] of [["/stats", stats], ["/verify", shared(verify)]] as const) {
    app.get(path, async (context) => {
      const answer = await ask();
      return answer === undefined
        ? context.json({ error: "not_ready" }, 503)
        : context.json(answer);
    });
    app.all(path, (context) => {
      return context.json({ error: "method_not_allowed" }, 405, { Allow: "GET, HEAD" });
    });
  }
  return app;
}

/** Lets only requests with one of the bearer tokens in. */
export function authorize(...tokens: readonly string[]): MiddlewareHandler {
  const checks = tokens.map(createSecretCheck);
  // All are compared, so that the time tells nothing.
  const isToken = (given: string) => checks.filter((check) => check(given)).length > 0;
  return async (context, next) => {
    const [, given] = SCHEME.exec(context.req.header("Authorization") ?? "") ?? [];
    if (given !== undefined && isToken(given)) return await next();
    const challenge = `Bearer realm="operator"${
      given === undefined ? "" : ', error="invalid_token"'
    }`;
    return context.json({ error: "unauthorized" }, 401, { "WWW-Authenticate": challenge });
  };
}

/** Runs work only once at a time, because it reads the whole catalogue. Requests during a run share its answer. */
function shared<T>(work: () => Promise<T> | undefined): () => Promise<T> | undefined {
  let running: Promise<T> | undefined;
  return () => running ??= work()?.finally(() => running = undefined);
}
