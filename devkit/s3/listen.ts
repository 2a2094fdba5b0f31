import type { AddressInfo, Server } from "node:net";

/** Lets a server listen on the loopback address, and returns its port. Port 0 chooses a free one. */
export async function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(port, "127.0.0.1", () => {
    server.off("error", reject);
    resolve();
  });
  await promise;
  return (server.address() as AddressInfo).port;
}
