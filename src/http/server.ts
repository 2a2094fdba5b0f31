import { logger } from "../log.ts";
import { withinOr } from "../std/mod.ts";
import type { HttpApp } from "./app.ts";

/** Options of {@link openHttpServer}. */
export interface HttpServerOptions {
  readonly app: HttpApp;
  /** 0 chooses a free port. */
  readonly port: number;
  /** The address to listen on, such as `0.0.0.0` for all addresses of the machine. */
  readonly hostname: string;
  /** How long running requests may continue when the server closes. */
  readonly drainLimitMs: number;
}

/** A running server. */
export interface HttpServer extends AsyncDisposable {
  readonly port: number;
}

/**
 * Opens the server. Disposal takes no new connections and waits for running requests. Requests that exceed the limit get
 * 503, and Telegram delivers such an update again.
 *
 * @throws Deno.errors.AddrInUse when the port is taken.
 */
export function openHttpServer(
  { app, port, hostname, drainLimitMs }: HttpServerOptions,
): HttpServer {
  /** Answers each running request at the limit. One promise for all would keep every request in memory. */
  const running = new Set<(answer: Response) => void>();
  // An abort signal for Deno.serve would be shorter, but throws after shutdown() has begun (Deno 2.9.6).
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
    logger("http").warn("Answered {requests} requests with 503 after {drainLimitMs} ms", about);
    for (const cut of running) cut(stopping());
    await drained;
  }

  return { port: server.addr.port, [Symbol.asyncDispose]: close };
}

/** The same headers as the app's answers: no cache, no frame, no type guessing. */
function stopping(): Response {
  const headers = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
  };
  return Response.json({ error: "stopping" }, { status: 503, headers });
}
