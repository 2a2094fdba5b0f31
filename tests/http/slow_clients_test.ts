import assert from "node:assert/strict";
import { openHttpServer } from "../../src/http/mod.ts";
import type { JsonAnswer } from "../../src/http/exchange.ts";
import { CLIENT_LIMITS, type ClientLimits } from "../../src/http/server.ts";
import { DENO_RUN } from "../../src/std/mod.ts";
import { connect as connectSocket } from "node:net";
import { until, within } from "../../devkit/testing/until.ts";

const HALF_HEAD = "GET /healthz HTTP/1.1\r\nHost: x\r\nX-";
const HEAD = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n";

function open(limits: Partial<ClientLimits>, answer = () => Promise.resolve(new Response("here"))) {
  // It reads the body, as the webhook does.
  const app = { fetch: (request: Request) => request.text().then(answer) };
  const options = { app, port: 0, hostname: "127.0.0.1", drainLimitMs: 10_000 };
  return openHttpServer({ ...options, limits: { ...CLIENT_LIMITS, ...limits } });
}

async function connect(port: number, text = ""): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ port });
  await conn.write(new TextEncoder().encode(text));
  return conn;
}

/** Waits until the server closes or resets the connection, and returns what it said. */
async function readAll(conn: Deno.Conn): Promise<string> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  try {
    for await (const chunk of conn.readable) chunks.push(chunk);
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  }
  return await new Blob(chunks).text();
}

async function ask(port: number): Promise<string> {
  using client = Deno.createHttpClient({});
  return await (await fetch(`http://127.0.0.1:${port}/healthz`, { client })).text();
}

Deno.test.each<{ name: string; sent: string; drips?: boolean }>([
  { name: "says nothing", sent: "" },
  { name: "sends half a head", sent: HALF_HEAD },
  { name: "sends its head letter by letter", sent: HALF_HEAD, drips: true },
  { name: "sends half a body", sent: `${HEAD}half` },
  { name: "sends its body letter by letter", sent: HEAD, drips: true },
  {
    name: "sends half a chunk",
    sent: "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
  },
])("openHttpServer() cuts off a client who $name", async ({ sent, drips = false }) => {
  await using server = open({ headMs: 300, bodyMs: 300 });
  const conn = await connect(server.port, sent);
  const letter = new TextEncoder().encode("a");
  const dripping = drips ? setInterval(() => conn.write(letter).catch(() => {}), 50) : undefined;
  const answer = await within(readAll(conn), "the server closes the connection");
  clearInterval(dripping);
  assert.equal(answer, "");
  assert.equal(await ask(server.port), "here");
});

Deno.test("openHttpServer() cuts off a client who does not take its answer", async () => {
  const body = new Uint8Array(20_000_000);
  const server = open({ answerMs: 300 }, () => Promise.resolve(new Response(body)));
  const conn = await connect(server.port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  await conn.read(new Uint8Array(1));
  await within(Promise.resolve(server[Symbol.asyncDispose]()), "the server closes the connection");
  assert.ok((await readAll(conn)).length < body.length);
});

Deno.test("openHttpServer() closes a connection after its answer, also one that the client leaves open", async () => {
  await using server = open({ closeMs: 100 });
  const conn = await connect(server.port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const answer = await within(readAll(conn), "the server closes the connection");
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n[^]*here$/i);
});

/** A server that keeps its connections, as the webhook does. */
function openKept(limits: Partial<ClientLimits>) {
  const answer: JsonAnswer = { status: 200, body: { text: "here" }, isKept: true };
  const app = { fetch: () => new Response(), take: () => Promise.resolve(answer) };
  const options = { app, port: 0, hostname: "127.0.0.1", drainLimitMs: 10_000 };
  return openHttpServer({ ...options, limits: { ...CLIENT_LIMITS, ...limits } });
}

Deno.test("openHttpServer() answers many requests on a connection that the app keeps, each in one piece", async () => {
  await using server = openKept({ closeMs: 100 });
  const conn = await connect(server.port);
  const chunk = new Uint8Array(10_000);
  for (let n = 0; n < 3; n++) {
    await conn.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    const length = await within(conn.read(chunk), "an answer");
    const answer = new TextDecoder().decode(chunk.subarray(0, length ?? 0));
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[^]*connection: keep-alive\r\n[^]*here"}$/i);
  }
  conn.close();
});

Deno.test.each<{ name: string; limits: Partial<ClientLimits>; request: string; act?: "ask" }>([
  {
    name: "after a while",
    limits: { keptMs: 100, answerMs: 3_600_000 },
    request: "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
  },
  {
    name: "for another client",
    limits: { connections: 1 },
    request: "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    act: "ask",
  },
  {
    name: "at once for a client that wants it closed",
    limits: { closeMs: 100 },
    request: "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  },
])("openHttpServer() closes a connection that it keeps $name", async ({ limits, request, act }) => {
  await using server = openKept(limits);
  const conn = await connect(server.port, request);
  await within(conn.read(new Uint8Array(10_000)), "an answer");
  if (act === "ask") {
    const isServed = () => ask(server.port).then((text) => text.includes("here"), () => false);
    await until("the other client is served", isServed);
  }
  await within(readAll(conn), "the server closes the connection");
});

Deno.test("openHttpServer() closes the connections that it keeps when it ends", async () => {
  const server = openKept({});
  const conn = await connect(server.port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  await within(conn.read(new Uint8Array(10_000)), "an answer");
  await within(Promise.resolve(server[Symbol.asyncDispose]()), "the server ends");
  await readAll(conn);
});

Deno.test("openHttpServer() serves a client while others hold every connection, and closes the oldest", async () => {
  await using server = open({ connections: 3 });
  const slow = [];
  for (let n = 0; n < 3; n++) slow.push(await connect(server.port, HALF_HEAD));
  assert.equal(await ask(server.port), "here");
  assert.equal(await within(readAll(slow[0]!), "the oldest connection is closed"), "");
  for (const conn of slow.slice(1)) conn.close();
});

Deno.test("openHttpServer() serves a client while those that it has answered hold every connection", async () => {
  await using server = open({ connections: 3, closeMs: 100_000_000 });
  const answered = [];
  for (let n = 0; n < 3; n++) {
    const conn = await connect(server.port, `${HEAD}${"a".repeat(100)}`);
    answered.push(conn);
    const chunk = new Uint8Array(10_000);
    while (await within(conn.read(chunk), "the answer and its end") !== null);
  }
  assert.equal(await ask(server.port), "here");
  for (const conn of answered) conn.close();
});

Deno.test("openHttpServer() takes no connection from a request that runs", async () => {
  const arrived = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  await using server = open({ connections: 1 }, async () => {
    arrived.resolve();
    await gate.promise;
    return new Response("in the end");
  });
  const running = ask(server.port);
  await arrived.promise;
  const refused = await connect(server.port);
  assert.equal(await within(readAll(refused), "the server closes the connection"), "");
  gate.resolve();
  assert.equal(await running, "in the end");
});

Deno.test.each<{ name: string; sent: string; status: number }>([
  { name: "no HTTP", sent: "GARBAGE\r\n\r\n", status: 400 },
  { name: "a URL without a host", sent: "GET http:// HTTP/1.1\r\nHost: x\r\n\r\n", status: 400 },
  { name: "a method that is forbidden", sent: "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", status: 400 },
  {
    name: "a long head",
    sent: `GET / HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(40_000)}\r\n\r\n`,
    status: 431,
  },
  { name: "a URL of a proxy", sent: "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n", status: 200 },
  {
    name: "an upgrade",
    sent: "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: y\r\nConnection: upgrade\r\n\r\n",
    status: 200,
  },
])("openHttpServer() answers $status to $name", async ({ sent, status }) => {
  await using server = open({ closeMs: 50 });
  const conn = await connect(server.port, sent);
  const answer = await within(readAll(conn), "the server answers");
  assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
});

/** The server in a process of its own that may open so many files. */
async function openProcess(files: number) {
  const script = new URL("../../devkit/testing/http_server_process.ts", import.meta.url).pathname;
  const args = ["-c", `ulimit -n ${files}; exec "$0" "$@"`, Deno.execPath(), ...DENO_RUN];
  const command = new Deno.Command("sh", {
    args: [...args, "-P=test", "--no-check", script],
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  const { value } = await child.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]()
    .next();
  const log = new Response(child.stderr).text();
  return {
    port: Number(value),
    signal: (signal: Deno.Signal) => child.kill(signal),
    stop: async () => {
      child.kill("SIGKILL");
      const { signal } = await child.status;
      return { signal, log: await log };
    },
  };
}

Deno.test("openHttpServer() goes on when the process can open no more files, and says so once", async () => {
  const server = await openProcess(64);
  // Connections that the server has not accepted yet wait in the kernel.
  const slow = await Promise.all(
    Array.from({ length: 300 }, () => connect(server.port, HALF_HEAD)),
  );
  await until("an answer", () => ask(server.port).then(() => true, () => false));
  for (const conn of slow) conn.close();
  const { signal, log } = await server.stop();
  assert.equal(signal, "SIGKILL", "it was still running");
  assert.equal(log.split("\n").filter((line) => line.includes("http_accept_failed")).length, 1);
});

Deno.test("openHttpServer() keeps a slow client while others leave before they are accepted", async () => {
  const server = await openProcess(1024);
  await ask(server.port);
  const slow = await connect(server.port, "GET /healthz HTTP/1.1\r\n");
  // The kernel takes the connections meanwhile.
  server.signal("SIGSTOP");
  for (let n = 0; n < 20; n++) await reset(server.port);
  server.signal("SIGCONT");
  await ask(server.port);
  await slow.write(new TextEncoder().encode("Host: x\r\n\r\n"));
  assert.match(await within(readAll(slow), "the server answers"), /^HTTP\/1\.1 200 /);
  const { log } = await server.stop();
  assert.doesNotMatch(log, /http_accept_failed/);
});

/** Connects, and resets the connection at once. */
async function reset(port: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = connectSocket(port, "127.0.0.1");
  socket.once("connect", () => socket.resetAndDestroy());
  socket.once("close", () => resolve());
  await promise;
}
