import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Readable } from "node:stream";
import { LocalTelegramError } from "../errors.ts";

/** How much a client may take of the server. */
export interface WebLimits {
  /** The time for the head of a request, in milliseconds. */
  readonly headMs: number;
  /** The time for a whole request. */
  readonly requestMs: number;
  /** The time for the next request on a connection. */
  readonly idleMs: number;
  /** How often the server looks for requests that are late. */
  readonly lookEveryMs: number;
  /** Connections at the same time. More are closed at once. */
  readonly connections: number;
}

/**
 * A file of 50 MB comes in a minute, and a process may open 1024 files on most hosts. The client closes an idle connection
 * first (Deno after 90 s): no request meets one that is being closed.
 */
const LIMITS: WebLimits = {
  headMs: 10_000,
  requestMs: 60_000,
  idleMs: 120_000,
  lookEveryMs: 5_000,
  connections: 512,
};

/** A handler returns it instead of a response to close the connection without an answer. */
export const DROP: unique symbol = Symbol("drop the connection");

/** Answers a request; `gone` fires when the client leaves before it has its answer. */
export type WebHandler = (request: Request, gone: AbortSignal) => Promise<Response | typeof DROP>;

/** A listening server. Disposing closes it and all connections. */
export interface WebServer extends AsyncDisposable {
  readonly port: number;
  /** Closes the connections on which no request is running. */
  closeIdle(): void;
}

/**
 * Listens on 127.0.0.1; port 0 means a free port. It uses `node:http` and not `Deno.serve`, because a fault must be
 * able to drop a connection before any header, and a poll must notice that its client has left.
 */
export async function openWebServer(
  port: number,
  handler: WebHandler,
  limits: WebLimits = LIMITS,
): Promise<WebServer> {
  const idle = new Set<Socket>();
  const server = createServer({
    headersTimeout: limits.headMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: limits.lookEveryMs,
  }, (incoming, outgoing) => {
    const { socket } = incoming;
    idle.delete(socket);
    outgoing.once("finish", () => idle.add(socket));
    void exchange(incoming, outgoing, handler);
  });
  server.maxConnections = limits.connections;
  server.on("connection", (socket) => void socket.once("close", () => idle.delete(socket)));
  return {
    port: await listen(server, port),
    closeIdle: () => {
      for (const socket of idle) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(port, "127.0.0.1", () => {
    server.off("error", reject);
    resolve();
  });
  try {
    await promise;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Cannot listen on 127.0.0.1:${port}: ${reason}`;
    throw new LocalTelegramError("listen_failed", message, { cause });
  }
  return (server.address() as AddressInfo).port;
}

async function exchange(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handler: WebHandler,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  try {
    const response = await handler(requestOf(incoming), gone.signal);
    if (response === DROP) outgoing.destroy();
    else await write(response, outgoing);
  } catch {
    // The handler answers its own errors, so the connection must have broken.
    outgoing.destroy();
  }
}

function requestOf(incoming: IncomingMessage): Request {
  const { method = "GET", headers, url = "/" } = incoming;
  const init: RequestInit & { duplex: "half" } = {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]]
    ),
    duplex: "half",
  };
  if (hasBody(incoming)) init.body = Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
  // Joined as text, not resolved: a path such as `//127.0.0.1/` must not replace the request's host.
  return new Request(`http://${headers.host ?? ""}${url}`, init);
}

function hasBody({ method, headers }: IncomingMessage): boolean {
  if (method === "GET" || method === "HEAD") return false;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

async function write(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  for await (const chunk of response.body ?? []) {
    if (outgoing.destroyed) break;
    outgoing.write(chunk);
  }
  outgoing.end();
}
