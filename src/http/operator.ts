import { Hono, type MiddlewareHandler } from "hono";
import { createSecretCheck } from "./secret.ts";

/** What operators can ask for over HTTP; each is undefined as long as the shop is not open. */
export interface OperatorOptions {
  /** Whoever knows it is an operator. */
  readonly token: string;
  /** What `/stats` shows. */
  readonly stats: () => Promise<object> | undefined;
  /** Where columns and log disagree: how often, and the first of them. */
  readonly verify: () => Promise<object> | undefined;
}

const SCHEME = /^Bearer +(\S+) *$/i;

/** Creates `GET /stats` and `GET /verify`, for those alone who send the token (RFC 6750): 401 to everybody else. */
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

function authorize(token: string): MiddlewareHandler {
  const isToken = createSecretCheck(token);
  return async (context, next) => {
    const [, given] = SCHEME.exec(context.req.header("Authorization") ?? "") ?? [];
    if (given !== undefined && isToken(given)) return await next();
    const challenge = `Bearer realm="operator"${
      given === undefined ? "" : ', error="invalid_token"'
    }`;
    return context.json({ error: "unauthorized" }, 401, { "WWW-Authenticate": challenge });
  };
}

/** It reads the whole catalogue: who asks meanwhile is given the same answer. */
function shared<T>(work: () => Promise<T> | undefined): () => Promise<T> | undefined {
  let running: Promise<T> | undefined;
  return () => running ??= work()?.finally(() => running = undefined);
}
