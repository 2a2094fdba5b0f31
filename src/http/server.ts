import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { DEADLINES } from "../deadlines.ts";
import { describeError, logger } from "../log.ts";
import { withinOr } from "../std/mod.ts";
import { acceptAll } from "./accept.ts";
import type { HttpApp } from "./app.ts";
import type { Connection } from "./connection.ts";
import { type JsonAnswer, readRequest, sendAnswer } from "./exchange.ts";
import { Places } from "./places.ts";
import { isStream, sendStream } from "./stream.ts";

/** How much a client may take of us. */
export interface ClientLimits {
  /** The time for the head of a request, from the opening of the connection, in milliseconds. */
  readonly headMs: number;
  /** The time for the body of a request, from its head. */
  readonly bodyMs: number;
  /** The time to take the answer. */
  readonly answerMs: number;
  /** The time to close the connection after the answer. A reset would take back an answer that was not read yet. */
  readonly closeMs: number;
  /** The time for the head of the next request on a connection that is kept. */
  readonly keptMs: number;
  /** Connections at the same time. The process makes them fewer when it can open no more files. */
  readonly connections: number;
}

/** Options of {@link openHttpServer}. */
export interface HttpServerOptions {
  readonly app: HttpApp;
  /** 0 chooses a free port. */
  readonly port: number;
  /** The address to listen on, such as `0.0.0.0` for all addresses of the machine. */
  readonly hostname: string;
  /** How long running requests may continue when the server closes. */
  readonly drainLimitMs: number;
  /** {@link CLIENT_LIMITS} if absent. */
  readonly limits?: ClientLimits;
}

/** A running server. */
export interface HttpServer extends AsyncDisposable {
  readonly port: number;
}

/** A process may open 1024 files on most hosts, and needs some of them for PostgreSQL, B2 and the disk. */
export const CLIENT_LIMITS: ClientLimits = {
  headMs: DEADLINES.requestHead.ms,
  bodyMs: DEADLINES.requestBody.ms,
  answerMs: DEADLINES.answer.ms,
  closeMs: DEADLINES.close.ms,
  keptMs: DEADLINES.kept.ms,
  connections: 256,
};

/**
 * Opens the server. A connection serves one request, or many if the app keeps it. A stream of events lasts as long as its client. A client that is slow is cut off; when there are too many
 * connections, one that was answered or that has sent no request makes room. Disposal takes no new connections and waits for
 * running requests. Requests that exceed the limit get 503, and Telegram delivers such an update again.
 *
 * @throws Deno.errors.AddrInUse when the port is taken.
 */
export function openHttpServer(options: HttpServerOptions): HttpServer {
  const { port, hostname, drainLimitMs, app, limits = CLIENT_LIMITS } = options;
  const listener = Deno.listen({ port, hostname });
  const connections = new Connections(app, limits);
  const closing = new AbortController();
  const accepting = acceptAll(listener, {
    take: (connection) => connections.take(connection),
    onFailure: () => connections.places.halve(),
  }, closing.signal);
  return {
    port: (listener.addr as Deno.NetAddr).port,
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      listener.close();
      await accepting;
      await connections.close(drainLimitMs);
    },
  };
}

/** The open connections, and the requests that run on them. */
class Connections {
  readonly #app: HttpApp;
  readonly #limits: ClientLimits;
  readonly places: Places;
  /** Answers each running request at the stop. One promise for all would keep every request in memory. */
  readonly #running = new Set<(answer: JsonAnswer) => void>();
  readonly #server: Server;
  readonly #idle = Promise.withResolvers<void>();
  #isClosing = false;

  constructor(app: HttpApp, limits: ClientLimits) {
    this.#app = app;
    this.#limits = limits;
    this.places = new Places(limits.connections);
    this.#server = createServer((request, answer) => {
      this.#serve(request, answer).catch((error) => {
        logger("http").error("Cannot send an answer: {error}", { error: describeError(error) });
        request.destroy();
      });
    });
    // It gets its connections from us. A server that does not listen itself would keep none of them.
    Object.defineProperty(this.#server, "listening", { value: true });
    // We watch over the time.
    this.#server.keepAliveTimeout = 0;
  }

  take(connection: Connection): void {
    const { headMs, closeMs } = this.#limits;
    if (!this.places.take(connection)) return void connection.destroy();
    connection.once("finish", () => {
      this.places.endRequest(connection);
      connection.expectWithin(this.#isClosing ? 0 : closeMs);
    });
    connection.expectWithin(headMs);
    this.#server.emit("connection", connection);
  }

  /** Waits for running requests, and answers those that exceed the limit. */
  async close(drainLimitMs: number): Promise<void> {
    this.#isClosing = true;
    this.places.closeIdle();
    if (this.#running.size === 0) this.#idle.resolve();
    if (!await withinOr(drainLimitMs, this.#idle.promise.then(() => true), false)) {
      const about = { requests: this.#running.size, drainLimitMs };
      logger("http").warn("Answered {requests} requests with 503 after {drainLimitMs} ms", about);
      for (const cut of this.#running) cut(stopping());
    }
    await Promise.all([...this.places.all].map((connection) => connection.ended));
  }

  async #serve(message: IncomingMessage, answer: ServerResponse): Promise<void> {
    const connection = message.socket as unknown as Connection;
    this.places.beginRequest(connection);
    connection.expectWithin(this.#limits.bodyMs);
    const bodyCame = () => connection.expectNothing();
    message.once("end", bodyCame);
    const response = await this.#answer(message);
    message.off("end", bodyCame);
    connection.expectWithin(this.#limits.answerMs);
    if (isStream(response)) return await this.#stream(response, answer, connection);
    if (!await sendAnswer(response, answer, !this.#isClosing)) return;
    this.places.endRequest(connection);
    connection.expectWithin(this.#isClosing ? 0 : this.#limits.keptMs);
  }

  /** It makes room like a connection that was answered: its client comes again. So a stop does not wait for it either. */
  async #stream(
    response: Parameters<typeof sendStream>[0],
    answer: ServerResponse,
    connection: Connection,
  ): Promise<void> {
    if (this.#isClosing) return void connection.destroy();
    this.places.endRequest(connection);
    await sendStream(response, answer, connection, this.#limits.answerMs);
  }

  async #answer(message: IncomingMessage): Promise<Response | JsonAnswer> {
    const answering = this.#begin(message);
    if (answering === undefined) return { status: 400, body: { error: "bad_request" } };
    const { promise: cutOff, resolve: cut } = Promise.withResolvers<JsonAnswer>();
    this.#running.add(cut);
    try {
      return await Promise.race([answering, cutOff]);
    } finally {
      this.#running.delete(cut);
      if (this.#isClosing && this.#running.size === 0) this.#idle.resolve();
    }
  }

  #begin(message: IncomingMessage): Promise<JsonAnswer> | Response | Promise<Response> | undefined {
    const answering = this.#app.take?.(message);
    if (answering !== undefined) return answering;
    const request = readRequest(message);
    return request && this.#app.fetch(request);
  }
}

function stopping(): JsonAnswer {
  return { status: 503, body: { error: "stopping" } };
}
