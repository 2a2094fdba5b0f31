import assert from "node:assert/strict";
import { openHttpServer } from "../../src/http/mod.ts";
import { CLIENT_LIMITS, type ClientLimits } from "../../src/http/server.ts";
import { until, within } from "../../devkit/testing/until.ts";

/** A server whose answer is a stream. The test gives its pieces. */
function openStreaming(limits: Partial<ClientLimits> = {}) {
  const sources: ReadableStreamDefaultController<Uint8Array>[] = [];
  let cancelled = 0;
  const fetch = (request: Request) => {
    if (new URL(request.url).pathname === "/healthz") return new Response("here");
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => void sources.push(controller),
      cancel: () => void cancelled++,
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  };
  const server = openHttpServer({
    ...{ app: { fetch }, port: 0, hostname: "127.0.0.1", drainLimitMs: 10_000 },
    limits: { ...CLIENT_LIMITS, ...limits },
  });
  const send = (text: string) => sources.at(-1)!.enqueue(new TextEncoder().encode(text));
  return { server, sources, send, cancelled: () => cancelled };
}

async function connect(port: number): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ port });
  await conn.write(new TextEncoder().encode("GET /live HTTP/1.1\r\nHost: x\r\n\r\n"));
  return conn;
}

/** Reads until the text has come. */
async function readUntil(conn: Deno.Conn, text: string): Promise<string> {
  let all = "";
  const chunk = new Uint8Array(10_000);
  while (!all.includes(text)) {
    const length = await within(conn.read(chunk), `“${text}” in the stream`);
    if (length === null) assert.fail(`The stream ended before “${text}”: ${all}`);
    all += new TextDecoder().decode(chunk.subarray(0, length));
  }
  return all;
}

async function readToEnd(conn: Deno.Conn): Promise<void> {
  const chunk = new Uint8Array(100_000);
  try {
    while (await within(conn.read(chunk), "the end of the stream") !== null);
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  } finally {
    conn.close();
  }
}

async function ask(port: number): Promise<string> {
  using client = Deno.createHttpClient({});
  return await (await fetch(`http://127.0.0.1:${port}/healthz`, { client })).text();
}

Deno.test("a stream is sent piece by piece, and no limit of answers ends it while its client takes them", async () => {
  const { server, send, sources } = openStreaming({ answerMs: 100, bodyMs: 100, headMs: 100 });
  await using _server = server;
  const conn = await connect(server.port);
  await until("the stream", () => sources.length === 1);
  send("first\n\n");
  assert.match(await readUntil(conn, "first"), /^HTTP\/1\.1 200 OK\r\n/);
  // This one is cut off by a limit that began later, so each limit of the stream is over too.
  await readToEnd(await Deno.connect({ port: server.port }));
  send("second\n\n");
  await readUntil(conn, "second");
  sources[0]!.close();
  await readToEnd(conn);
});

Deno.test("the source of a stream is cancelled when its client is gone", async () => {
  const { server, send, sources, cancelled } = openStreaming();
  await using _server = server;
  const conn = await connect(server.port);
  await until("the stream", () => sources.length === 1);
  send("first\n\n");
  await readUntil(conn, "first");
  conn.close();
  await until("the end of the source", () => cancelled() === 1);
});

Deno.test("a client that does not take a stream is cut off", async () => {
  const { server, sources, cancelled } = openStreaming({ answerMs: 200 });
  await using _server = server;
  const conn = await connect(server.port);
  await until("the stream", () => sources.length === 1);
  sources[0]!.enqueue(new Uint8Array(20_000_000));
  await until("the end of the source", () => cancelled() === 1);
  await readToEnd(conn);
});

Deno.test("a stream makes room for another client", async () => {
  const { server, send, sources, cancelled } = openStreaming({ connections: 1 });
  await using _server = server;
  const conn = await connect(server.port);
  await until("the stream", () => sources.length === 1);
  send("first\n\n");
  await readUntil(conn, "first");
  const isServed = () => ask(server.port).then((text) => text === "here", () => false);
  await until("the other client is served", isServed);
  await readToEnd(conn);
  assert.equal(cancelled(), 1);
});

Deno.test("the stop of the server does not wait for a stream", async () => {
  const { server, send, sources, cancelled } = openStreaming();
  const conn = await connect(server.port);
  await until("the stream", () => sources.length === 1);
  send("first\n\n");
  await readUntil(conn, "first");
  await within(Promise.resolve(server[Symbol.asyncDispose]()), "the stop");
  await readToEnd(conn);
  assert.equal(cancelled(), 1);
});
