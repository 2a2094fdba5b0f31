import type { AddressInfo, Server } from "node:net";
import { retry } from "../../src/std/mod.ts";

/** The port is ours. The system may need a moment until nobody listens there any more. */
const POLICY = { maxAttempts: 100, firstPauseMs: 10, longestPauseMs: 100 };

/** Lets a server listen on the loopback address, and returns its port. Port 0 chooses a free one. */
export async function listen(server: Server, port: number): Promise<number> {
  const isTransient = (error: unknown) =>
    port !== 0 && (error as { readonly code?: string }).code === "EADDRINUSE";
  await retry(() => listenOnce(server, port), POLICY, { isTransient });
  return (server.address() as AddressInfo).port;
}

async function listenOnce(server: Server, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.once("listening", resolve);
  server.listen(port, "127.0.0.1");
  try {
    await promise;
  } finally {
    server.off("error", reject);
    server.off("listening", resolve);
  }
}
