/**
 * The simulated network of all benchmarks: TCP proxies that deliver everything late. Telegram and B2 run on this machine,
 * where a request takes less than a millisecond. In the real world they are far.
 * @module
 */
import { connect, createServer, type Socket } from "node:net";
import { setImmediate } from "node:timers";
import { listen } from "../s3/listen.ts";

/** The distance to the servers of others, and the way to simulate it. */
export interface Network {
  /** From a request to Telegram until its answer, without Telegram's work. */
  readonly telegramRoundTripMs: number;
  /** From a request to B2 until its answer, without B2's work. */
  readonly b2RoundTripMs: number;
  /** Puts a distance before a server. Every byte is half the round trip under way. */
  open(options: FarOptions): Promise<FarServer>;
}

/** Options of {@link Network.open}. */
export interface FarOptions {
  /** The server on this machine, such as `http://127.0.0.1:8081`. */
  readonly target: string;
  readonly roundTripMs: number;
}

/** A server that is far away. */
export interface FarServer extends AsyncDisposable {
  /** The target's URL with the port of the proxy. */
  readonly url: string;
}

/** From a European host, about: to Telegram's Bot API in Amsterdam, and to B2's region there. */
export const NETWORK: Network = { telegramRoundTripMs: 40, b2RoundTripMs: 60, open };

async function open({ target, roundTripMs }: FarOptions): Promise<FarServer> {
  const url = new URL(target);
  const to = { host: url.hostname, port: Number(url.port), noDelay: true, allowHalfOpen: true };
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const far = connect(to);
    for (const [from, into] of [[client, far], [far, client]] as const) {
      sockets.add(from);
      from.on("close", () => sockets.delete(from));
      delay(from, into, roundTripMs / 2);
    }
  });
  url.port = String(await listen(server, 0));
  return {
    url: target.endsWith("/") ? url.href : url.href.replace(/\/$/, ""),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A timer may fire so much too late, ms. So the rest of a delay is waited for turn by turn of the event loop. */
const TIMER_LATE_MS = 2;

/** Hands on each piece after the delay, in their order, and the end too. */
function delay(from: Socket, into: Socket, ms: number): void {
  const pieces: { readonly atMs: number; readonly work: () => void }[] = [];
  const handOn = () => {
    while (pieces.length > 0 && pieces[0]!.atMs <= performance.now()) pieces.shift()!.work();
    if (pieces.length > 0) wakeIn(pieces[0]!.atMs - performance.now(), handOn);
  };
  const later = (work: () => void) => {
    pieces.push({ atMs: performance.now() + ms, work: () => into.destroyed || work() });
    if (pieces.length === 1) wakeIn(ms, handOn);
  };
  from.on("data", (chunk) => later(() => into.write(chunk)));
  from.on("end", () => later(() => into.end()));
  from.on("error", () => later(() => into.destroy()));
}

function wakeIn(ms: number, work: () => void): void {
  if (ms > TIMER_LATE_MS) setTimeout(work, ms - TIMER_LATE_MS);
  else setImmediate(work);
}
