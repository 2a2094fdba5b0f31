import assert from "node:assert/strict";
import { request } from "node:http";
import { openLocalTelegram } from "../src/mod.ts";

interface Case {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
}

const cases: readonly Case[] = [
  { name: "no origin", headers: {}, status: 200 },
  {
    name: "a foreign host name that leads to this machine",
    headers: { host: "evil.example" },
    status: 403,
  },
  { name: "another site's origin", headers: { origin: "https://evil.example" }, status: 403 },
  { name: "an opaque origin", headers: { origin: "null" }, status: 403 },
  { name: "a cross-site fetch", headers: { "sec-fetch-site": "cross-site" }, status: 403 },
];

for (const [path, method] of [["/", "GET"], ["/control/bots", "POST"]] as const) {
  Deno.test.each<Case>([...cases])(
    `${method} ${path} checks a request with $name`,
    async (test) => {
      await using telegram = await openLocalTelegram();
      assert.equal(await statusOf(telegram.url + path, method, test.headers), test.status);
    },
  );
}

Deno.test("a path that names this machine does not hide a foreign host", async () => {
  await using telegram = await openLocalTelegram();
  const { host } = new URL(telegram.url);
  const path = `//${host}/control/bots`;
  const headers = { host: "evil.example", connection: "close" };
  const status = await statusOf(telegram.url, "POST", headers, path);
  assert.equal(status, 403);
});

Deno.test("the chat page may use the control", async () => {
  await using telegram = await openLocalTelegram();
  const headers = { origin: telegram.url };
  assert.equal(await statusOf(`${telegram.url}/control/bots`, "POST", headers), 200);
});

Deno.test("the chat page loads nothing from another server", async () => {
  await using telegram = await openLocalTelegram();
  const response = await fetch(telegram.url);
  const html = await response.text();
  assert.match(response.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  assert.doesNotMatch(html, /(src|href)="(https?:)?\/\//);
  const parts = [...html.matchAll(/(?:src|href)="([\w.]+\.(?:js|css))"/g)].map(([, name = ""]) =>
    name
  );
  assert.ok(parts.length > 0);
  for (const part of parts) {
    assert.equal(await statusOf(`${telegram.url}/${part}`, "GET", {}), 200, part);
  }
});

/** Sends a request and returns its status. It uses `node:http`, because `fetch` sets Host and Origin itself. */
function statusOf(
  url: string,
  method: string,
  headers: Case["headers"],
  path?: string,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const options = { method, headers: { ...headers, connection: "close" }, ...(path && { path }) };
  const sent = request(url, options, (answer) => {
    answer.resume();
    answer.once("end", () => resolve(answer.statusCode ?? 0));
  });
  sent.once("error", reject);
  sent.end(method === "POST" ? "[]" : undefined);
  return promise;
}
