/**
 * A port for a server that a test stops and starts again.
 * @module
 */
import { createSocket } from "node:dgram";
import { once } from "node:events";

/** A TCP port of the loopback address. It is ours until disposal, also while nobody listens there. */
export interface OwnPort extends AsyncDisposable {
  readonly number: number;
}

/** No system gives these ports to outgoing connections: they begin at 32768 on Linux, at 49152 elsewhere. */
const FIRST = 20_000;
const COUNT = 12_000;

/** Claims a free port. The UDP port of the same number tells other processes that it is taken. */
export async function claimPort(): Promise<OwnPort> {
  for (;;) {
    const number = FIRST + Math.floor(Math.random() * COUNT);
    const socket = createSocket("udp4");
    const bound = once(socket, "listening").then(() => true, () => false);
    socket.bind(number, "127.0.0.1");
    const isOurs = await bound && isFree(number);
    if (isOurs) return { number, [Symbol.asyncDispose]: () => closeSocket(socket) };
    await closeSocket(socket);
  }
}

async function closeSocket(socket: ReturnType<typeof createSocket>): Promise<void> {
  const closed = once(socket, "close");
  socket.close();
  await closed;
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ port, hostname: "127.0.0.1" }).close();
    return true;
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    return false;
  }
}
