import { connect, createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** A line to a server that can be cut: then all connections end, and new ones are refused. */
export interface CutLine extends AsyncDisposable {
  /** The address to use instead of the server's. */
  readonly url: string;
  cut(): void;
  mend(): void;
}

/** Opens a line to the server at a URL. */
export async function openCutLine(target: string): Promise<CutLine> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(Number(new URL(target).port), "127.0.0.1");
    for (const socket of [near, far]) keep(socket);
    near.pipe(far).pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      isCut = true;
      endAll();
    },
    mend: () => void (isCut = false),
    async [Symbol.asyncDispose]() {
      endAll();
      await new Promise((closed) => server.close(closed));
    },
  };
}
