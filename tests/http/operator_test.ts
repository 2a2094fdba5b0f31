import assert from "node:assert/strict";
import { createHttpApp } from "../../src/http/mod.ts";
import { type Answer, openTestApp } from "../../devkit/testing/http_app.ts";

const TOKEN = "an-operators-token-of-some-length";

function openOperator(
  parts: { stats?: () => Promise<object>; verify?: () => Promise<object> } = {},
) {
  const { stats = () => Promise.resolve({ drift: 0 }), verify = stats } = parts;
  const app = openTestApp({ operator: { token: TOKEN, stats, verify } });
  return Object.assign(app, {
    ask: (path: string, authorization?: string): Promise<Answer> =>
      app.request(path, authorization === undefined ? {} : { headers: { authorization } }),
  });
}

const read = ({ status, text }: Answer) => [status, JSON.parse(text)];

Deno.test("GET /operator/… answers in JSON to the token", async () => {
  await using app = openOperator({ verify: () => Promise.resolve({ first: [] }) });
  assert.deepEqual(read(await app.ask("/operator/stats", `Bearer ${TOKEN}`)), [200, { drift: 0 }]);
  assert.deepEqual(read(await app.ask("/operator/stats", `bearer  ${TOKEN}`)), [200, { drift: 0 }]);
  assert.deepEqual(read(await app.ask("/operator/verify", `Bearer ${TOKEN}`)), [200, {
    first: [],
  }]);
});

Deno.test.each<{ name: string; authorization?: string; invalid: boolean }>([
  { name: "nothing", invalid: false },
  { name: "the token without its scheme", authorization: TOKEN, invalid: false },
  { name: "another scheme", authorization: `Basic ${btoa(`operator:${TOKEN}`)}`, invalid: false },
  { name: "no token", authorization: "Bearer ", invalid: false },
  { name: "another token", authorization: "Bearer guess", invalid: true },
  { name: "a part of the token", authorization: `Bearer ${TOKEN.slice(0, -1)}`, invalid: true },
  { name: "more than the token", authorization: `Bearer ${TOKEN}x`, invalid: true },
  { name: "the token twice", authorization: `Bearer ${TOKEN} ${TOKEN}`, invalid: false },
  { name: "a very long token", authorization: `Bearer ${"x".repeat(4000)}`, invalid: true },
])("GET /operator/… answers 401 to $name", async ({ authorization, invalid }) => {
  let asked = 0;
  await using app = openOperator({ stats: () => Promise.resolve({ asked: ++asked }) });
  for (const path of ["/operator/stats", "/operator/verify", "/operator/none"]) {
    const answer = await app.ask(path, authorization);
    assert.deepEqual(read(answer), [401, { error: "unauthorized" }], path);
    const challenge = answer.headers.get("www-authenticate") ?? "";
    assert.match(challenge, /^Bearer realm="operator"/);
    assert.equal(challenge.includes('error="invalid_token"'), invalid);
  }
  assert.equal(asked, 0);
});

Deno.test.each(["/operator/stats", "/operator/verify", "/operator"])(
  "%s does not exist without a configured token",
  async (path) => {
    await using app = openTestApp();
    const headers = { authorization: `Bearer ${TOKEN}` };
    assert.deepEqual(read(await app.request(path, { headers })), [404, { error: "not_found" }]);
  },
);

Deno.test("GET /operator/… answers 503 until the shop is open", async () => {
  const closed = () => undefined;
  await using app = openTestApp({ operator: { token: TOKEN, stats: closed, verify: closed } });
  const headers = { authorization: `Bearer ${TOKEN}` };
  for (const path of ["/operator/stats", "/operator/verify"]) {
    assert.deepEqual(read(await app.request(path, { headers })), [503, { error: "not_ready" }]);
  }
});

Deno.test("GET /operator/verify runs once for parallel requests, and again later", async () => {
  const held = Promise.withResolvers<void>();
  let runs = 0;
  const verify = async () => {
    const run = ++runs;
    await held.promise;
    return { run };
  };
  const app = createHttpApp({ checks: {}, operator: { token: TOKEN, stats: verify, verify } });
  const headers = { authorization: `Bearer ${TOKEN}` };
  const ask = async () =>
    await app.fetch(new Request("http://localhost/operator/verify", { headers }));
  const asked = Array.from({ length: 5 }, ask);
  held.resolve();
  const answers = await Promise.all((await Promise.all(asked)).map((answer) => answer.json()));
  assert.deepEqual(answers, Array(5).fill({ run: 1 }));
  assert.deepEqual(await (await ask()).json(), { run: 2 });
});

Deno.test("GET /operator/verify answers 500 without a reason when it fails, then works again", async () => {
  let fails = true;
  const verify = () =>
    fails ? Promise.reject(new Error("password of the database")) : Promise.resolve({});
  await using app = openOperator({ verify });
  const failed = await app.ask("/operator/verify", `Bearer ${TOKEN}`);
  assert.deepEqual(read(failed), [500, { error: "internal" }]);
  fails = false;
  assert.equal((await app.ask("/operator/verify", `Bearer ${TOKEN}`)).status, 200);
});

Deno.test("POST /operator/stats gets 405, also with the token", async () => {
  await using app = openOperator();
  const answer = await app.request("/operator/stats", {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  assert.deepEqual([answer.status, answer.headers.get("allow")], [405, "GET, HEAD"]);
});
