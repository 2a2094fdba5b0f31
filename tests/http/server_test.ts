import assert from "node:assert/strict";
import { openHttpServer } from "../../src/http/mod.ts";

function held() {
  const arrived = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  const app = {
    fetch() {
      arrived.resolve();
      return answer.promise;
    },
  };
  return { app, arrived: arrived.promise, answer: answer.resolve };
}

async function readAnswer(answer: Promise<Response>) {
  const response = await answer;
  return { status: response.status, text: await response.text() };
}

const LOOPBACK = { port: 0, hostname: "127.0.0.1", drainLimitMs: 10_000 };

Deno.test("openHttpServer() returns its port", async () => {
  const app = { fetch: () => new Response("here") };
  await using server = openHttpServer({ ...LOOPBACK, app });
  using client = Deno.createHttpClient({});
  const answer = await readAnswer(fetch(`http://127.0.0.1:${server.port}/`, { client }));
  assert.deepEqual(answer, { status: 200, text: "here" });
});

Deno.test("openHttpServer() refuses a port that is taken", async () => {
  const app = { fetch: () => new Response("here") };
  await using server = openHttpServer({ ...LOOPBACK, app });
  assert.throws(
    () => openHttpServer({ ...LOOPBACK, app, port: server.port }),
    Deno.errors.AddrInUse,
  );
});

Deno.test("openHttpServer() finishes a running request at its close, and takes no new one", async () => {
  const { app, arrived, answer } = held();
  const server = openHttpServer({ ...LOOPBACK, app });
  const url = `http://127.0.0.1:${server.port}/`;
  using client = Deno.createHttpClient({});
  const running = fetch(url, { client });
  await arrived;
  const closed = server[Symbol.asyncDispose]();
  using second = Deno.createHttpClient({});
  await assert.rejects(fetch(url, { client: second }), TypeError);
  answer(new Response("in time"));
  assert.equal(await (await running).text(), "in time");
  await closed;
});

Deno.test("openHttpServer() answers 503 to a request that exceeds the limit", async () => {
  const { app, arrived, answer } = held();
  const server = openHttpServer({ ...LOOPBACK, app, drainLimitMs: 20 });
  using client = Deno.createHttpClient({});
  const running = fetch(`http://127.0.0.1:${server.port}/`, { client });
  await arrived;
  await server[Symbol.asyncDispose]();
  const { headers } = await running;
  assert.deepEqual(await readAnswer(running), { status: 503, text: `{"error":"stopping"}` });
  assert.equal(headers.get("cache-control"), "no-store");
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.match(headers.get("content-security-policy") ?? "", /^default-src 'none'/);
  answer(new Response("too late"));
});

Deno.test("openHttpServer() closes in spite of an idle connection", async () => {
  const server = openHttpServer({ ...LOOPBACK, app: { fetch: () => new Response("here") } });
  using client = Deno.createHttpClient({});
  await readAnswer(fetch(`http://127.0.0.1:${server.port}/`, { client }));
  await server[Symbol.asyncDispose]();
});
