import { connect, type Socket } from "node:net";
import { pause } from "../../../src/std/mod.ts";

/** What a stranger does with a connection, after it is open. It ends when it is lost, or when the strangers leave. */
export interface Visit {
  readonly name: string;
  /** Sends something, or nothing. `every` repeats something until the end. */
  readonly begin: (socket: Socket, every: (ms: number, act: () => void) => void) => void;
  /** The server ends it at once, and the stranger has come when it has. So few of them make many connections. */
  readonly isShort?: boolean;
  /** The server answers it. It has come when it has its answer, otherwise when it is connected. */
  readonly isAnswered?: boolean;
}

const WEBHOOK = "POST /telegram/webhook HTTP/1.1\r\nHost: shop\r\n";
const HALF_HEAD = "GET /healthz HTTP/1.1\r\nHost: shop\r\nX-";
const MEGABYTE = new Uint8Array(1_000_000);
const DRIP_MS = 200;
/** Before a stranger comes again. Otherwise those who find no place are a load that leaves no time for the shop. */
const REST_MS = 2_000;
/** The same, for those whose place is free at once. */
const SHORT_REST_MS = 200;

/** Writes until the server takes no more. */
function pour(socket: Socket): void {
  if (socket.destroyed || socket.writableEnded) return;
  socket.write(MEGABYTE, (error) => {
    if (!error) pour(socket);
  });
}

/** The first bytes of TLS: a record of a handshake, version 1.0, 512 bytes long, with a ClientHello. */
const TLS = Uint8Array.of(22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3);

/** Everything that strangers do. */
export const VISITS: readonly Visit[] = [
  { name: "say nothing", begin: () => {} },
  { name: "send half a head", begin: (socket) => void socket.write(HALF_HEAD) },
  {
    name: "send a head letter by letter",
    begin: (socket, every) => {
      socket.write(HALF_HEAD);
      every(DRIP_MS, () => socket.write("a"));
    },
  },
  {
    name: "are answered, and stay",
    isAnswered: true,
    begin: (socket) => void socket.write("GET /readyz HTTP/1.1\r\nHost: shop\r\n\r\n"),
  },
  {
    name: "send half a body",
    isAnswered: true,
    begin: (socket) => void socket.write(`${WEBHOOK}Content-Length: 100\r\n\r\n{`),
  },
  {
    name: "send a body letter by letter",
    isAnswered: true,
    begin: (socket, every) => {
      socket.write(`${WEBHOOK}Transfer-Encoding: chunked\r\n\r\n`);
      every(DRIP_MS, () => socket.write("1\r\na\r\n"));
    },
  },
  {
    name: "do not take their answer",
    begin: (socket) => {
      socket.pause();
      socket.write("GET /healthz HTTP/1.1\r\nHost: shop\r\n\r\n".repeat(50));
    },
  },
  {
    name: "send a body without end",
    begin: (socket) => {
      socket.write(`${WEBHOOK}Content-Length: 1000000000000\r\n\r\n`);
      pour(socket);
    },
  },
  {
    name: "speak TLS, or nonsense",
    isShort: true,
    begin: (socket) => {
      const nonsense = crypto.getRandomValues(new Uint8Array(4096));
      socket.write(nonsense[0]! % 2 === 0 ? TLS : nonsense);
    },
  },
  {
    name: "reset in the middle of a head",
    begin: (socket) => void socket.write(HALF_HEAD, () => socket.resetAndDestroy()),
  },
];

/** Strangers who come again soon after their connection is lost, until disposal. */
export interface Crowd extends AsyncDisposable {
  /** Visits so far. */
  readonly visits: number;
}

/** Sends strangers to a port of this machine. */
export function openCrowd(port: number, visits: readonly Visit[], people: number): Crowd {
  const sockets = new Set<Socket>();
  const crowd = { visits: 0 };
  const left = new AbortController();
  const come = async (visit: Visit) => {
    while (!left.signal.aborted) {
      // They do not close what the server closes.
      const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
      sockets.add(socket);
      await stay(socket, visit, () => crowd.visits++);
      sockets.delete(socket);
      await pause(visit.isShort ? SHORT_REST_MS : REST_MS, left.signal);
    }
  };
  const coming = Array.from({ length: people }, (_, n) => come(visits[n % visits.length]!));
  return Object.assign(crowd, {
    [Symbol.asyncDispose]: async () => {
      left.abort();
      for (const socket of sockets) socket.destroy();
      await Promise.all(coming);
    },
  });
}

/** Makes a visit on a connection, until it is closed. */
async function stay(
  socket: Socket,
  { begin, isAnswered = false, isShort = false }: Visit,
  onCome: () => void,
): Promise<void> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const timers: ReturnType<typeof setInterval>[] = [];
  socket.on("error", () => {});
  socket.once("close", () => resolve());
  socket.once(isAnswered ? "data" : isShort ? "close" : "connect", onCome);
  // Whoever has an answer stays, even if the server closes the connection. The others come again.
  socket.once("end", () => (isShort || socket.bytesRead === 0) && socket.destroy());
  socket.once("connect", () => {
    socket.resume();
    begin(socket, (ms, act) => timers.push(setInterval(act, ms)));
  });
  await closed;
  for (const timer of timers) clearInterval(timer);
}
