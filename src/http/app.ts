import type { IncomingMessage } from "node:http";
import { type Context, Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { logger } from "../log.ts";
import type { JsonAnswer } from "./exchange.ts";
import { authorize, createOperatorRoutes, type OperatorOptions } from "./operator.ts";
import { createReadiness, type ReadinessCheck, type ReadinessReport } from "./readiness.ts";
import { createWebhook, type WebhookOptions } from "./webhook.ts";

/** The metrics for Prometheus. */
export interface MetricsOptions {
  /** Each of them opens it, sent as `Bearer …`. */
  readonly tokens: readonly string[];
  readonly contentType: string;
  readonly text: () => Promise<string>;
}

/** Options of {@link createHttpApp}. */
export interface HttpAppOptions {
  /** The checks of `/readyz`, by their names. */
  readonly checks: Readonly<Record<string, ReadinessCheck>>;
  /** If absent, there is no webhook. */
  readonly webhook?: WebhookOptions | undefined;
  /** If absent, there is no `/metrics`. */
  readonly metrics?: MetricsOptions | undefined;
  /** If absent, there is no `/operator`. */
  readonly operator?: OperatorOptions | undefined;
  /** Answers `/console` and all below it; not there if absent. It gets what `/readyz` answers. */
  readonly console?: CreateConsole | undefined;
}

/** Makes what answers the requests to the console, with headers of its own. It must not throw. */
export type CreateConsole = (
  readiness: () => Promise<ReadinessReport>,
) => (request: Request) => Promise<Response>;

/** Answers requests. */
export interface HttpApp {
  /** Answers an update. Undefined for all other requests. It never rejects. */
  take?(message: IncomingMessage): Promise<JsonAnswer> | undefined;
  /** It never throws. */
  fetch(request: Request): Response | Promise<Response>;
}

/**
 * Creates the HTTP application: `GET /healthz`, `GET /readyz`, the webhook, `GET /metrics`, `GET /operator/stats`,
 * `GET /operator/verify` and the console. Every answer is JSON, but those of `/metrics` and the console. A refusal is
 * `{ "error": "snake_case" }`.
 */
export function createHttpApp(options: HttpAppOptions): HttpApp {
  const { checks, webhook, metrics, operator } = options;
  const app = new Hono();
  const readiness = createReadiness(checks);
  const ask = options.console?.(readiness);
  if (ask !== undefined) {
    app.all("/console", (context) => ask(context.req.raw));
    app.all("/console/*", (context) => ask(context.req.raw));
  }
  app.use(secureHeaders({
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  }));
  app.use(async (context, next) => {
    await next();
    context.header("Cache-Control", "no-store");
  });
  // It only shows that the event loop runs. A host must not kill a process that waits for its database.
  app.get("/healthz", (context) => context.json({ healthy: true }));
  app.get("/readyz", async (context) => {
    const report = await readiness();
    return context.json(report, report.ready ? 200 : 503);
  });
  app.all("/healthz", methodNotAllowed("GET, HEAD"));
  app.all("/readyz", methodNotAllowed("GET, HEAD"));
  if (webhook !== undefined) {
    app.all(webhook.path, methodNotAllowed("POST"));
  }
  if (metrics !== undefined) {
    app.use("/metrics", authorize(...metrics.tokens));
    app.get("/metrics", async (context) => {
      return context.body(await metrics.text(), 200, { "Content-Type": metrics.contentType });
    });
    app.all("/metrics", methodNotAllowed("GET, HEAD"));
  }
  if (operator !== undefined) app.route("/operator", createOperatorRoutes(operator));
  app.notFound((context) => context.json({ error: "not_found" }, 404));
  app.onError((error, context) => {
    logger("http").error("Cannot answer {method} {path}: {error}", {
      method: context.req.method,
      path: context.req.path,
      error,
    });
    return context.json({ error: "internal" }, 500);
  });
  const fetch = (request: Request) => app.fetch(request);
  return webhook === undefined ? { fetch } : { fetch, take: createWebhook(webhook) };
}

function methodNotAllowed(allowed: string) {
  return (context: Context) =>
    context.json({ error: "method_not_allowed" }, 405, { Allow: allowed });
}
