import assert from "node:assert/strict";
import { openWebServer } from "../src/server/web_server.ts";

const LIMITS = { headMs: 200, requestMs: 400, idleMs: 120_000, lookEveryMs: 50, connections: 2 };

const REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

function open() {
  return openWebServer(0, async (request) => new Response(await request.text()), LIMITS);
}

async function connect(port: number, text: string): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ port });
  await conn.write(new TextEncoder().encode(text));
  return conn;
}

/** What the server says until it closes the connection. */
async function readAll(conn: Deno.Conn): Promise<string> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  try {
    for await (const chunk of conn.readable) chunks.push(chunk);
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  }
  return await new Blob(chunks).text();
}

Deno.test.each([
  { name: "half a head", sent: "GET / HTTP/1.1\r\nHost: x\r\nX-" },
  { name: "half a body", sent: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf" },
])("the server closes the connection of a client who sends $name", async ({ sent }) => {
  await using server = await open();
  const conn = await connect(server.port, sent);
  assert.doesNotMatch(await readAll(conn), /^HTTP\/1\.1 200/);
});

Deno.test("the server takes no more connections than its limit", async () => {
  await using server = await open();
  const held = [await connect(server.port, ""), await connect(server.port, "")];
  const third = await connect(server.port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  assert.equal(await readAll(third), "");
  for (const conn of held) conn.close();
});

Deno.test("a client may send its next request after a while on the same connection", async () => {
  await using server = await openWebServer(0, () => Promise.resolve(new Response("answer")));
  const conn = await connect(server.port, REQUEST);
  const reader = conn.readable.getReader();
  const first = await reader.read();
  // By default, Node.js closes an idle connection after six seconds.
  await new Promise((resolve) => setTimeout(resolve, 7_000));
  await conn.write(new TextEncoder().encode(REQUEST));
  const second = await reader.read();
  for (const { value } of [first, second]) assert.match(new TextDecoder().decode(value), /200 OK/);
  await reader.cancel();
});
