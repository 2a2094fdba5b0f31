import type { HttpApp } from "./app.ts";
import { logger } from "../log.ts";

/** What {@link openHttpServer} needs. */
export interface HttpServerOptions {
  readonly app: HttpApp;
  /** 0 for a free one. */
  readonly port: number;
  /** Every address of the machine if absent: in a container the probes come from outside. */
  readonly hostname?: string;
  /** Called once it listens. */
  readonly onListen?: (address: { readonly hostname: string; readonly port: number }) => void;
  /** How long running requests may take to end when it closes; 10 s if absent. */
  readonly drainLimitMs?: number;
}

/** A server that listens. */
export interface HttpServer extends AsyncDisposable {
  /** Where it listens. */
  readonly port: number;
}

/**
 * Opens the server. Disposal takes no further request, lets the running ones end, and cuts off those that take longer
 * than the limit.
 *
 * @throws Deno.errors.AddrInUse when the port is taken.
 */
export function openHttpServer(options: HttpServerOptions): HttpServer {
  const { app, port, hostname = "0.0.0.0", onListen = () => {}, drainLimitMs = 10_000 } = options;
  const cut = new AbortController();
  const server = Deno.serve(
    { port, hostname, onListen, signal: cut.signal },
    (request) => app.fetch(request),
  );

  async function close(): Promise<void> {
    const timer = setTimeout(() => {
      logger("http").warn("Requests still run after {drainLimitMs} ms: cut off", { drainLimitMs });
      cut.abort();
    }, drainLimitMs);
    try {
      await Promise.race([server.shutdown(), server.finished]);
    } finally {
      clearTimeout(timer);
    }
  }

  return { port: server.addr.port, [Symbol.asyncDispose]: close };
}
