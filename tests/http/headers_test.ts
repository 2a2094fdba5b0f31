import assert from "node:assert/strict";
import { openTestApp } from "../../devkit/testing/http_app.ts";

const TOKEN = "an-operators-token-of-some-length";
const SECRET = "a-secret-of-telegram";
const BEARER = { authorization: `Bearer ${TOKEN}` };
const TELEGRAM = { "x-telegram-bot-api-secret-token": SECRET };

interface Case {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly status: number;
}

const CASES: readonly Case[] = [
  { path: "/healthz", status: 200 },
  { path: "/readyz", status: 503 },
  { method: "POST", path: "/readyz", status: 405 },
  { path: "/nowhere", status: 404 },
  { path: "/operator/stats", status: 401 },
  { path: "/operator/stats", headers: BEARER, status: 200 },
  { path: "/operator/verify", headers: BEARER, status: 500 },
  { path: "/operator/none", headers: BEARER, status: 404 },
  { method: "POST", path: "/telegram/webhook", status: 401 },
  { method: "POST", path: "/telegram/webhook", headers: TELEGRAM, body: "{}", status: 400 },
  {
    method: "POST",
    path: "/telegram/webhook",
    headers: TELEGRAM,
    body: '{"update_id":1}',
    status: 200,
  },
  { path: "/telegram/webhook", status: 405 },
];

Deno.test.each<Case>([...CASES])(
  "createHttpApp() forbids cache, frames and type guessing for $method $path ($status)",
  async ({ method = "GET", path, headers = {}, body, status }) => {
    await using app = openTestApp({
      checks: { b2: () => Promise.resolve({ refused: "away" }) },
      operator: {
        token: TOKEN,
        stats: () => Promise.resolve({}),
        verify: () => Promise.reject(new Error("a secret")),
      },
      webhook: {
        path: "/telegram/webhook",
        secret: SECRET,
        handleUpdate: () => Promise.resolve(),
      },
    });
    const answer = await app.request(path, {
      method,
      headers,
      ...(body !== undefined && { body }),
    });
    assert.equal(answer.status, status);
    assert.deepEqual(
      Object.fromEntries(
        [
          "cache-control",
          "content-security-policy",
          "referrer-policy",
          "strict-transport-security",
          "x-content-type-options",
          "x-frame-options",
          "x-powered-by",
          "server",
        ].map((name) => [name, answer.headers.get(name)]),
      ),
      {
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "referrer-policy": "no-referrer",
        "strict-transport-security": "max-age=15552000; includeSubDomains",
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
        "x-powered-by": null,
        server: null,
      },
    );
    assert.match(answer.headers.get("content-type") ?? "", /^application\/json/);
    assert.equal(answer.headers.get("access-control-allow-origin"), null);
  },
);
