import assert from "node:assert/strict";
import { isHealthy } from "../../scripts/health.ts";

Deno.test("isHealthy() gives up on a process that does not answer", async () => {
  const answer = Promise.withResolvers<Response>();
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => answer.promise,
  );
  assert.equal(await isHealthy(`http://127.0.0.1:${server.addr.port}/healthz`, 20), false);
  answer.resolve(new Response());
});
