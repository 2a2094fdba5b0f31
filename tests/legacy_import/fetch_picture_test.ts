import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { once } from "node:events";
import { createServer as createTcpServer } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { listen } from "../../devkit/s3/listen.ts";
import { until } from "../../devkit/testing/until.ts";
import { CERTIFICATE, KEY } from "../../devkit/testing/certificate.ts";
import {
  createFetchPicture,
  type FetchPictureOptions,
} from "../../src/legacy_import/web/fetch_picture.ts";
import { isPublicAddress } from "../../src/legacy_import/web/address.ts";

const PICTURE = new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3]);
const MAX_BYTES = 1000;
const policy = { maxAttempts: 3, firstPauseMs: 1, longestPauseMs: 1, totalMs: 60_000 };

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

const send = (
  status: number,
  headers: Record<string, string>,
  body?: Uint8Array | string,
): Handle => {
  return (_request, response) => void response.writeHead(status, headers).end(body);
};
const moved = (location: string) => send(302, { location });

let failures = 0;
/** Answers that the test ends. */
const held: ServerResponse[] = [];
const PATHS: Readonly<Record<string, Handle>> = {
  "/picture": send(200, { "content-type": "text/html" }, PICTURE),
  "/query?a=%41&b=c%20d": send(200, {}, PICTURE),
  "/gzip": send(200, { "content-encoding": "gzip" }, gzipSync(PICTURE)),
  "/br": send(200, { "content-encoding": "br" }, brotliCompressSync(PICTURE)),
  "/bad-gzip": send(200, { "content-encoding": "gzip" }, "no gzip"),
  "/bad-br": send(200, { "content-encoding": "br" }, "not brotli"),
  "/cut-gzip": send(200, { "content-encoding": "gzip" }, gzipSync(PICTURE).subarray(0, 12)),
  // LinkedIn's answer to programs.
  "/999": send(999, {}),
  "/moved": moved("/picture"),
  "/moved/1": moved("2"),
  "/moved/2": ({ headers: { host } }, response) =>
    void response.writeHead(307, { location: `//${host}/picture` }).end(),
  "/loop": moved("/loop"),
  "/to-file": moved("file:///etc/passwd"),
  "/to-ftp": moved("ftp://shop.example/1.jpg"),
  "/to-private": moved("http://10.0.0.1/latest/meta-data/"),
  "/to-cloud": moved("http://169.254.169.254/latest/meta-data/"),
  "/to-password": moved("http://a:b@shop.example/picture"),
  "/to-removed": moved("https://i.imgur.com/removed.png"),
  "/to-nowhere": send(302, {}),
  "/gone": send(410, {}, "gone"),
  "/missing": send(404, { "content-type": "image/png" }, PICTURE),
  "/forbidden": send(403, {}, "hotlinks are not allowed"),
  "/page": send(200, { "content-type": "image/jpeg" }, "\uFEFF <!DOCTYPE html><html>gone"),
  "/empty": send(200, { "content-length": "0" }),
  "/nothing": send(204, {}),
  "/says-long": send(200, { "content-length": String(MAX_BYTES + 1) }),
  "/is-long": (_, response) => void response.writeHead(200).end(new Uint8Array(MAX_BYTES + 1)),
  "/bomb": send(200, { "content-encoding": "gzip" }, gzipSync(new Uint8Array(1_000_000))),
  "/cut": (_, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write(PICTURE, () => response.destroy());
  },
  "/dropped": (request) => void request.socket.destroy(),
  "/silent": () => {},
  "/held": (_, response) => void held.push(response),
  "/silent-body": (_, response) => void response.writeHead(200).write(PICTURE),
  "/busy": send(503, { "retry-after": "0" }),
  "/busy-at-first": (_, response) =>
    void response.writeHead(++failures < 3 ? 503 : 200).end(PICTURE),
};

/** A host on the loopback address. It counts the requests of each path. */
async function openHost(secure = false) {
  const asked: string[] = [];
  const handle: Handle = (request, response) => {
    asked.push(`${request.headers.host} ${request.url}`);
    (PATHS[request.url ?? ""] ?? send(404, {}))(request, response);
  };
  const server = secure
    ? createSecureServer({ key: KEY, cert: CERTIFICATE }, handle)
    : createServer(handle);
  const port = await listen(server as Server, 0);
  return {
    asked,
    port,
    [Symbol.asyncDispose]: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      await promise;
    },
  };
}

/** Only 127.0.0.1 counts as public, besides what really is public. */
const LOOPBACK = {
  isAllowed: (address: string) => address === "127.0.0.1" || isPublicAddress(address),
  resolve: () => Promise.resolve(["127.0.0.1"]),
};

/** Fetches from `shop.example`, which is the host. Returns the bytes or the refusal. */
function opened(port: number, options: FetchPictureOptions = {}) {
  const fetchPicture = createFetchPicture({ policy, maxBytes: MAX_BYTES, ...LOOPBACK, ...options });
  return async (path: string, scheme = "http") => {
    const fetching = fetchPicture(new URL(`${scheme}://shop.example:${port}${path}`));
    return await fetching.then((bytes) => bytes, (error) => error.code as string);
  };
}

interface Case {
  readonly path: string;
  readonly is: "picture" | string;
  /** 1 if absent. */
  readonly requests?: number | "some";
  readonly totalMs?: number;
}

const CASES: readonly Case[] = [
  { path: "/picture", is: "picture" },
  { path: "/query?a=%41&b=c%20d", is: "picture" },
  { path: "/gzip", is: "picture" },
  { path: "/br", is: "picture" },
  { path: "/bad-gzip", is: "bad_answer" },
  { path: "/bad-br", is: "bad_answer" },
  { path: "/cut-gzip", is: "bad_answer" },
  { path: "/999", is: "not_given" },
  { path: "/moved", is: "picture", requests: 2 },
  { path: "/moved/1", is: "picture", requests: 3 },
  { path: "/loop", is: "too_many_redirects", requests: 6 },
  { path: "/to-file", is: "not_http" },
  { path: "/to-ftp", is: "not_http" },
  { path: "/to-private", is: "private_address" },
  { path: "/to-cloud", is: "private_address" },
  { path: "/to-password", is: "credentials_in_url" },
  { path: "/to-removed", is: "gone" },
  { path: "/to-nowhere", is: "not_given" },
  { path: "/gone", is: "gone" },
  { path: "/missing", is: "gone" },
  { path: "/forbidden", is: "not_given" },
  { path: "/page", is: "web_page" },
  { path: "/empty", is: "empty" },
  { path: "/nothing", is: "empty" },
  { path: "/says-long", is: "too_many_bytes" },
  { path: "/is-long", is: "too_many_bytes" },
  { path: "/bomb", is: "too_many_bytes" },
  { path: "/cut", is: "host_unavailable", requests: 3 },
  { path: "/dropped", is: "host_unavailable", requests: 3 },
  { path: "/silent", is: "host_unavailable", requests: "some", totalMs: 200 },
  { path: "/silent-body", is: "host_unavailable", requests: "some", totalMs: 200 },
  { path: "/busy", is: "host_unavailable", requests: 3 },
  { path: "/busy-at-first", is: "picture", requests: 3 },
];

Deno.test("fetchPicture() gets a picture, or says why not, from real answers", async () => {
  await using host = await openHost();
  for (const { path, is, requests = 1, totalMs = 60_000 } of CASES) {
    host.asked.length = 0;
    const got = await opened(host.port, { policy: { ...policy, totalMs } })(path);
    assert.deepEqual(got, is === "picture" ? PICTURE : is, path);
    if (requests !== "some") assert.equal(host.asked.length, requests, `${path}: ${host.asked}`);
  }
});

Deno.test("fetchPicture() connects to the address that was checked, and asks for the name once", async () => {
  await using host = await openHost();
  const names: string[] = [];
  // As a name does that leads to a public address first, and to the machine itself afterwards.
  const resolve = (name: string) =>
    Promise.resolve([names.push(name) === 1 ? "127.0.0.1" : "10.0.0.1"]);
  assert.deepEqual(await opened(host.port, { resolve })("/picture"), PICTURE);
  assert.deepEqual(names, ["shop.example"]);
  assert.deepEqual(host.asked, [`shop.example:${host.port} /picture`]);
});

Deno.test("fetchPicture() does not reach this machine or its network by default", async () => {
  await using host = await openHost();
  const { isAllowed: _, ...resolving } = LOOPBACK;
  const fetchPicture = createFetchPicture({ policy, ...resolving });
  for (const name of ["127.0.0.1", "localhost", "shop.example", "[::ffff:7f00:1]", "2130706433"]) {
    const url = new URL(`http://${name}:${host.port}/picture`);
    await assert.rejects(fetchPicture(url), { code: "private_address" }, name);
  }
  assert.deepEqual(host.asked, []);
});

/** What is no HTTP, and how it is told. */
const RAW = {
  "SSH-2.0-OpenSSH_9.6\r\n": "bad_answer",
  "\u00ff\u00d8\u00ff": "bad_answer",
  "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nabc": "bad_answer",
  "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef": "bad_answer",
  "HTTP/1.1 200 OK\r\nx: ": "host_unavailable",
  "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc": "host_unavailable",
  "HTTP/1.1 302 Found\r\nlocation: http://a b/\r\ncontent-length: 0\r\n\r\n": "not_http",
} as const;

Deno.test("fetchPicture() says that an answer is no HTTP", async () => {
  for (const [raw, is] of Object.entries(RAW)) {
    const server = createTcpServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.end(raw, "latin1"));
    });
    const port = await listen(server, 0);
    assert.equal(await opened(port)("/"), is, raw);
    server.close();
    await once(server, "close");
  }
});

Deno.test("fetchPicture() takes https only from a host that proves its name", async () => {
  await using host = await openHost(true);
  assert.deepEqual(await opened(host.port, { ca: CERTIFICATE })("/picture", "https"), PICTURE);
  assert.equal(await opened(host.port)("/picture", "https"), "certificate");
  const other = createFetchPicture({ policy, ...LOOPBACK, ca: CERTIFICATE });
  const url = new URL(`https://other.example:${host.port}/picture`);
  await assert.rejects(other(url), { code: "certificate" });
  assert.equal(await opened(host.port)("/picture", "http"), "bad_answer");
});

Deno.test("fetchPicture() says that a name is gone, and gives a host up that fails again and again", async () => {
  await using host = await openHost();
  let questions = 0;
  const resolve = () => {
    questions++;
    return Promise.reject(Object.assign(new Error(), { code: "ENOTFOUND" }));
  };
  const nowhere = opened(host.port, { resolve });
  for (let n = 0; n < 7; n++) assert.equal(await nowhere("/picture"), "host_not_found");
  assert.equal(questions, 5 * policy.maxAttempts);
  const fetched = opened(host.port);
  for (let n = 0; n < 5; n++) assert.equal(await fetched("/dropped"), "host_unavailable");
  host.asked.length = 0;
  assert.equal(await fetched("/picture"), "host_given_up");
  assert.deepEqual(host.asked, []);
});

Deno.test("fetchPicture() asks a host for two pictures at once", async () => {
  await using host = await openHost();
  const fetched = opened(host.port);
  const all = Promise.all(Array.from({ length: 8 }, () => fetched("/held")));
  for (let answered = 0; answered < 8; answered += 2) {
    await until("two requests", () => held.length >= 2);
    assert.equal(held.length, 2);
    for (const response of held.splice(0)) response.end(PICTURE);
  }
  assert.deepEqual(await all, Array.from({ length: 8 }, () => PICTURE));
});
