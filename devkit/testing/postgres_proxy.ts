import { connect, createServer, type Socket } from "node:net";
import { listen } from "../s3/listen.ts";
import { claimPort, type OwnPort } from "../own_port.ts";
import { NamedStatements } from "./named_statements.ts";
import type { StatementEffect, Strike } from "./strike.ts";

/** The connections that go silent. */
export type Silenced = "open" | "new" | "all";

/** A TCP proxy before a PostgreSQL server. It can break a statement. All else works before any TCP server. */
export interface PostgresProxy extends AsyncDisposable {
  /** The server's URL through the proxy. */
  readonly url: string;
  /** How many messages its clients have sent so far. To strike one by its number, name the statement `""`. */
  readonly messages: number;
  /** Breaks one statement. Resolves when that has happened. */
  strike(strike: Strike): Promise<void>;
  /** From now on tells each new client another process id than its backend's, as a pooler does. */
  readonly pooler: { isOne: boolean };
  /** Resets all connections. */
  cut(): void;
  /**
   * Drops all that passes on some connections, in both directions and for ever: neither end learns of it. `open`, the
   * default, means those that are open now, `new` those that are made until {@link hear}.
   */
  silence(which?: Silenced): void;
  /** Lets new connections work again. */
  hear(): void;
  /** Pieces that were dropped by silence so far. */
  readonly dropped: number;
  /** Connections that were made so far. */
  readonly connections: number;
  /** Connections that are open. */
  readonly open: number;
  /** Resets all connections, and takes no more. */
  down(): Promise<void>;
  /** Accepts connections again, on the same port. */
  up(): Promise<void>;
}

/** Opens a proxy before the server of a URL. */
export async function openPostgresProxy(url: string): Promise<PostgresProxy> {
  const proxy = new Proxy(url, await claimPort());
  await proxy.up();
  return proxy;
}

interface Waiting extends Strike {
  left: number;
  readonly struck: () => void;
}

class Proxy implements PostgresProxy {
  readonly #target: URL;
  readonly #links = new Set<Link>();
  // A silent connection does not tell one end that the other has gone.
  readonly #server = createServer({ allowHalfOpen: true }, (client) => this.#link(client));
  #strikes: Waiting[] = [];
  readonly #statements = new NamedStatements();
  readonly #port: OwnPort;
  #isSilent = false;
  readonly pooler = { isOne: false };
  dropped = 0;
  connections = 0;
  messages = 0;

  constructor(url: string, port: OwnPort) {
    this.#port = port;
    this.#target = new URL(url);
  }

  get url(): string {
    const url = new URL(this.#target);
    url.port = String(this.#port.number);
    return url.href;
  }

  get open(): number {
    return this.#links.size;
  }

  strike(strike: Strike): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#strikes.push({ ...strike, left: strike.skip ?? 0, struck: resolve });
    return promise;
  }

  cut(): void {
    for (const link of this.#links) link.reset();
  }

  silence(which: Silenced = "open"): void {
    this.#isSilent = which !== "open";
    if (which !== "new") { for (const link of this.#links) link.silence(); }
  }

  hear(): void {
    this.#isSilent = false;
  }

  async up(): Promise<void> {
    await listen(this.#server, this.#port.number);
  }

  async down(): Promise<void> {
    if (!this.#server.listening) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.cut();
    await promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down();
    await Promise.all([...this.#links].map((link) => link.ended));
    await this.#port[Symbol.asyncDispose]();
  }

  #link(client: Socket): void {
    const { hostname, port } = this.#target;
    const server = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    const link = new Link(client, server, {
      take: (chunk) => this.#take(chunk),
      drop: () => this.dropped++,
      disguise: (chunk) => this.pooler.isOne ? withOtherPid(chunk) : chunk,
    });
    this.connections++;
    if (this.#isSilent) link.silence();
    this.#links.add(link);
    link.ended.then(() => this.#links.delete(link));
  }

  /** The oldest strike that matches this statement, if its turn has come. */
  #take(chunk: Uint8Array): StatementEffect | undefined {
    this.messages++;
    const sent = this.#statements.withSql(new TextDecoder("latin1").decode(chunk));
    // In the values of an array, quotes are escaped.
    const text = sent.replaceAll('\\"', '"');
    for (const strike of this.#strikes) {
      if (!text.includes(strike.statement)) continue;
      if (strike.left-- > 0) continue;
      this.#strikes = this.#strikes.filter((other) => other !== strike);
      strike.struck();
      return strike.effect;
    }
    return undefined;
  }
}

const NOTHING = new Uint8Array();

/** What a link tells its proxy. */
interface LinkEvents {
  /** A statement has come. Returns how it breaks. */
  readonly take: (chunk: Uint8Array) => StatementEffect | undefined;
  /** A piece was dropped. */
  readonly drop: () => void;
  /** An answer, as the client gets it. */
  readonly disguise: (chunk: Uint8Array) => Uint8Array;
}

/** The head of the message BackendKeyData: its type, and its length of 12 bytes. */
const BACKEND_KEY = Buffer.from([0x4b, 0, 0, 0, 12]);

function withOtherPid(chunk: Uint8Array): Uint8Array {
  const altered = Buffer.from(chunk);
  const at = altered.indexOf(BACKEND_KEY);
  if (at >= 0) altered.writeInt32BE(1, at + BACKEND_KEY.length);
  return altered;
}

/** A client's connection and the server's. When one ends, so does the other. */
class Link {
  readonly ended: Promise<void>;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #events: LinkEvents;
  #isSilent = false;
  /** What becomes of the next answer. */
  #answer: StatementEffect | undefined;
  /** Resolves when either end is gone: nothing is held for nobody. */
  readonly #gone = Promise.withResolvers<void>();

  constructor(client: Socket, server: Socket, events: LinkEvents) {
    this.#client = client;
    this.#server = server;
    this.#events = events;
    this.ended = this.#run();
  }

  /** Drops all that comes from now on. When one end closes its socket, the other is not told. */
  silence(): void {
    this.#isSilent = true;
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#server.destroy();
    this.#gone.resolve();
  }

  async #run(): Promise<void> {
    const closed = [this.#client, this.#server].map((socket) => untilClosed(socket));
    // A socket that breaks says so to whoever reads it, and here the other end is told.
    const pumps = [
      pump(this.#client, this.#server, (chunk) => this.#fromClient(chunk)),
      pump(this.#server, this.#client, (chunk) => this.#fromServer(chunk)),
    ];
    await Promise.allSettled(pumps.map((pumping) => pumping.finally(() => this.#end())));
    this.#client.destroy();
    this.#server.destroy();
    await Promise.all(closed);
  }

  #end(): void {
    if (this.#isSilent) return this.#gone.resolve();
    this.#client.destroy();
    this.#server.destroy();
    this.#gone.resolve();
  }

  async #fromClient(chunk: Uint8Array): Promise<Uint8Array | undefined> {
    if (this.#isSilent) return this.#drop();
    const effect = this.#events.take(chunk);
    if (effect === undefined) return chunk;
    if (effect === "cut") {
      this.reset();
      return undefined;
    }
    if (typeof effect === "object") await this.#held(effect.before?.());
    this.#answer = effect;
    return this.#isSilent ? this.#drop() : chunk;
  }

  #drop(): Uint8Array {
    this.#events.drop();
    return NOTHING;
  }

  async #held(effect: Promise<unknown> | undefined): Promise<void> {
    await Promise.race([effect, this.#gone.promise]);
  }

  async #fromServer(chunk: Uint8Array): Promise<Uint8Array | undefined> {
    if (this.#isSilent) return this.#drop();
    const effect = this.#answer;
    this.#answer = undefined;
    if (effect === undefined) return this.#events.disguise(chunk);
    if (typeof effect === "object") {
      await this.#held(effect.after?.());
      return this.#isSilent ? this.#drop() : chunk;
    }
    if (effect === "halve_answer") await write(this.#client, chunk.subarray(0, chunk.length / 2));
    this.reset();
    return undefined;
  }
}

/** Hands on what comes, one piece after the other, until either end is gone or the piece is kept. */
async function pump(
  from: Socket,
  to: Socket,
  pass: (chunk: Uint8Array) => Promise<Uint8Array | undefined>,
): Promise<void> {
  for await (const chunk of from.iterator({ destroyOnReturn: false })) {
    const passed = await pass(chunk as Uint8Array);
    if (passed === undefined || to.destroyed) return;
    await write(to, passed);
  }
}

async function write(to: Socket, chunk: Uint8Array): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  to.write(chunk, (error) => error ? reject(error) : resolve());
  await promise;
}

function untilClosed(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.on("error", () => {});
  socket.once("close", () => resolve());
  return promise;
}
