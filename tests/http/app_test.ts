import assert from "node:assert/strict";
import { VitrineError } from "../../src/errors.ts";
import type { ReadinessCheck } from "../../src/http/readiness.ts";
import { openTestApp } from "../../devkit/testing/http_app.ts";

class Away extends VitrineError {
  readonly code = "database_unavailable";
}

const holds: ReadinessCheck = () => Promise.resolve();
const SECRET = "postgres://vitrine:hunter2hunter2@db/vitrine";

Deno.test("GET /healthz answers 200 even if checks fail", async () => {
  await using app = openTestApp({ checks: { postgresql: () => Promise.reject(new Away("away")) } });
  const answer = await app.request("/healthz");
  assert.deepEqual([answer.status, JSON.parse(answer.text)], [200, { healthy: true }]);
});

interface Case {
  readonly name: string;
  readonly checks: Readonly<Record<string, ReadinessCheck>>;
  readonly status: number;
  readonly report: unknown;
}

Deno.test.each<Case>([
  {
    name: "that every check passed",
    checks: { postgresql: holds, b2: holds },
    status: 200,
    report: { ready: true, checks: { postgresql: "ok", b2: "ok" } },
  },
  {
    name: "which check failed, and why",
    checks: { postgresql: holds, schema: () => Promise.resolve({ refused: "migrations_missing" }) },
    status: 503,
    report: { ready: false, checks: { postgresql: "ok", schema: "migrations_missing" } },
  },
  {
    name: "the code of an error",
    checks: { postgresql: () => Promise.reject(new Away(`Cannot reach ${SECRET}`)) },
    status: 503,
    report: { ready: false, checks: { postgresql: "database_unavailable" } },
  },
  {
    name: "never the text of an error",
    checks: { b2: () => Promise.reject(new Error(`Cannot reach ${SECRET}`)) },
    status: 503,
    report: { ready: false, checks: { b2: "failed" } },
  },
  {
    name: "that a check threw at once",
    checks: {
      b2: () => {
        throw new TypeError(SECRET);
      },
    },
    status: 503,
    report: { ready: false, checks: { b2: "failed" } },
  },
])("GET /readyz tells $name", async ({ checks, status, report }) => {
  await using app = openTestApp({ checks });
  const answer = await app.request("/readyz");
  assert.deepEqual([answer.status, JSON.parse(answer.text)], [status, report]);
});

Deno.test("GET /readyz runs each check once for a flood of probes", async () => {
  let runs = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const postgresql = () => {
    runs++;
    return promise;
  };
  await using app = openTestApp({ checks: { postgresql } });
  const flood = Array.from({ length: 50 }, () => app.request("/readyz"));
  resolve();
  const answers = await Promise.all(flood);
  assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([200]));
  assert.equal(runs, 1);
});

interface Refusal {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly error: string;
  readonly allow: string | null;
}

Deno.test.each<Refusal>([
  {
    name: "an unknown path",
    method: "GET",
    path: "/.env",
    status: 404,
    error: "not_found",
    allow: null,
  },
  {
    name: "a webhook that is not configured",
    method: "POST",
    path: "/telegram/webhook",
    status: 404,
    error: "not_found",
    allow: null,
  },
  {
    name: "another method on /healthz",
    method: "POST",
    path: "/healthz",
    status: 405,
    error: "method_not_allowed",
    allow: "GET, HEAD",
  },
  {
    name: "another method on /readyz",
    method: "DELETE",
    path: "/readyz",
    status: 405,
    error: "method_not_allowed",
    allow: "GET, HEAD",
  },
])("createHttpApp() refuses $name", async ({ method, path, status, error, allow }) => {
  await using app = openTestApp();
  const answer = await app.request(path, { method });
  assert.deepEqual([answer.status, JSON.parse(answer.text)], [status, { error }]);
  assert.equal(answer.headers.get("allow"), allow);
});

Deno.test.each(["/healthz", "/readyz", "/nowhere"])(
  "createHttpApp() forbids cache, frames and type guessing for %s",
  async (path) => {
    await using app = openTestApp();
    const { headers } = await app.request(path);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.match(headers.get("content-security-policy") ?? "", /^default-src 'none'/);
    assert.match(headers.get("content-type") ?? "", /^application\/json/);
  },
);

Deno.test("createHttpApp() answers HEAD without a body", async () => {
  await using app = openTestApp();
  const answer = await app.request("/healthz", { method: "HEAD" });
  assert.deepEqual([answer.status, answer.text], [200, ""]);
});
