/**
 * An HTTP server of the shop alone, in a process of its own, so that a test can limit the files that it may open. It prints
 * its port, and serves until it is killed.
 * @module
 */
import { createHttpApp, openHttpServer } from "../../src/http/mod.ts";
import { openLog } from "../../src/log.ts";

if (import.meta.main) {
  await openLog({ level: "info", format: "json" });
  const app = createHttpApp({ checks: {} });
  const { port } = openHttpServer({ app, port: 0, hostname: "127.0.0.1", drainLimitMs: 1000 });
  console.log(port);
}
