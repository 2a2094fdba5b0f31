import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { VitrineError } from "../../errors.ts";
import { listen } from "../listen.ts";

/** Returned by a handler instead of a response: the socket is closed without a word. */
export const DROP: unique symbol = Symbol("drop the connection");

/** Answers a request; `gone` fires when the client leaves before it has its answer. */
export type WebHandler = (request: Request, gone: AbortSignal) => Promise<Response | typeof DROP>;

/** A listening server; disposing closes it with every connection. */
export interface WebServer extends AsyncDisposable {
  readonly port: number;
  /** Ends the connections on which no request is under way. */
  closeIdle(): void;
}

/** The asked port cannot be listened on. */
export class ListenFailed extends VitrineError {
  /** Stable. */
  readonly code = "listen_failed";
}

/**
 * Listens on 127.0.0.1. This is `node:http` and not `Deno.serve`, because a fault must be able to reset a
 * connection before any header, and a poll must notice that its client has gone.
 */
export async function openWebServer(port: number, handler: WebHandler): Promise<WebServer> {
  const idle = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    const { socket } = incoming;
    idle.delete(socket);
    outgoing.once("finish", () => idle.add(socket));
    void exchange(incoming, outgoing, handler);
  });
  server.on("connection", (socket) => void socket.once("close", () => idle.delete(socket)));
  const listening = listen(server, port).catch((cause) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ListenFailed(`Cannot listen on 127.0.0.1:${port}: ${reason}`, { cause });
  });
  return {
    port: await listening,
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
    // The handler answers its own errors; what comes here is a connection that broke.
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
  // Joined, not resolved: a target such as `//127.0.0.1/` must not replace the host that was asked for.
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
