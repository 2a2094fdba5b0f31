import { logger } from "../log.ts";
import { withinOr } from "../std/mod.ts";
import type { HttpApp } from "./app.ts";

/** What {@link openHttpServer} needs. */
export interface HttpServerOptions {
  /** What answers. */
  readonly app: HttpApp;
  /** 0 for a free one. */
  readonly port: number;
  /** The address to listen on, such as `0.0.0.0` for every one of the machine. */
  readonly hostname: string;
  /** How long running requests may take to end when it closes. */
  readonly drainLimitMs: number;
}

/** A server that listens. */
export interface HttpServer extends AsyncDisposable {
  /** Where it listens. */
  readonly port: number;
}

/**
 * Opens the server. Disposal takes no further connection, lets the running requests end, and answers 503 for those that
 * take longer than the limit: Telegram delivers such an update again.
 *
 * @throws Deno.errors.AddrInUse when the port is taken.
 */
export function openHttpServer(
  { app, port, hostname, drainLimitMs }: HttpServerOptions,
): HttpServer {
  /** Ends the wait for each running request; one promise for all would keep every request in memory. */
  const running = new Set<(answer: Response) => void>();
  // Aborting a signal of the server's would be shorter, but throws once shutdown() has begun (Deno 2.9.6).
  const server = Deno.serve({ port, hostname, onListen() {} }, answer);

  async function answer(request: Request): Promise<Response> {
    const { promise: cutOff, resolve: cut } = Promise.withResolvers<Response>();
    running.add(cut);
    try {
      return await Promise.race([app.fetch(request), cutOff]);
    } finally {
      running.delete(cut);
    }
  }

  async function close(): Promise<void> {
    const drained = server.shutdown().then(() => true);
    if (await withinOr(drainLimitMs, drained, false)) return;
    const about = { requests: running.size, drainLimitMs };
    logger("http").warn("Cut off after {drainLimitMs} ms: {requests} requests", about);
    for (const cut of running) cut(stopping());
    await drained;
  }

  return { port: server.addr.port, [Symbol.asyncDispose]: close };
}

/** As the app's own answers: nobody may keep, frame or guess it. */
function stopping(): Response {
  const headers = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
  };
  return Response.json({ error: "stopping" }, { status: 503, headers });
}
