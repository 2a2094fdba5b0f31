import assert from "node:assert/strict";
import type { ReceivedUpdate } from "../../src/http/webhook.ts";
import { openTestApp } from "../../devkit/testing/http_app.ts";

const SECRET = "a-secret-of-telegram";
const PATH = "/hooks/telegram";

function openWebhook(handle: (update: ReceivedUpdate) => Promise<void> = () => Promise.resolve()) {
  const handled: ReceivedUpdate[] = [];
  const app = openTestApp({
    webhook: {
      path: PATH,
      secret: SECRET,
      handleUpdate: async (update) => {
        await handle(update);
        handled.push(update);
      },
    },
  });
  const post = (body: BodyInit, secret: string | undefined = SECRET) =>
    app.request(PATH, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        ...(secret !== "" && { "x-telegram-bot-api-secret-token": secret }),
      },
    });
  return { handled, post, app, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

Deno.test("POST webhook answers 200 once the update is handled", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  await using webhook = openWebhook(() => promise);
  const update = { update_id: 7, message: { text: "héllo" } };
  const answer = webhook.post(JSON.stringify(update));
  assert.deepEqual(webhook.handled, []);
  resolve();
  const { status, headers } = await answer;
  assert.deepEqual([status, headers.get("connection")], [200, "keep-alive"]);
  assert.deepEqual(webhook.handled, [update]);
});

Deno.test("POST webhook answers 503 while updates cannot be handled, so Telegram repeats them", async () => {
  const handleUpdate = () => Promise.resolve({ refused: "not_ready" } as const);
  await using app = openTestApp({ webhook: { path: PATH, secret: SECRET, handleUpdate } });
  const headers = { "x-telegram-bot-api-secret-token": SECRET };
  const body = JSON.stringify({ update_id: 1 });
  const answer = await app.request(PATH, { method: "POST", headers, body });
  assert.deepEqual([answer.status, JSON.parse(answer.text)], [503, { error: "not_ready" }]);
});

interface Case {
  readonly name: string;
  readonly body: () => BodyInit;
  readonly secret?: string;
  readonly status: number;
  readonly error: string;
}

const MEBIBYTE = 1_048_576;
const padded = (sizeBytes: number) => {
  const empty = JSON.stringify({ update_id: 1, padding: "" });
  return JSON.stringify({ update_id: 1, padding: "x".repeat(sizeBytes - empty.length) });
};
const streamed = (text: string) => ReadableStream.from([new TextEncoder().encode(text)]);
const valid = () => JSON.stringify({ update_id: 1 });

Deno.test.each<Case>([
  { name: "no secret", body: valid, secret: "", status: 401, error: "unauthorized" },
  { name: "another secret", body: valid, secret: "guess", status: 401, error: "unauthorized" },
  {
    name: "a secret with the same beginning",
    body: valid,
    secret: SECRET.slice(0, -1),
    status: 401,
    error: "unauthorized",
  },
  {
    name: "a missing secret before it checks the size",
    body: () => padded(MEBIBYTE + 1),
    secret: "",
    status: 401,
    error: "unauthorized",
  },
  {
    name: "a body over 1 MiB",
    body: () => padded(MEBIBYTE + 1),
    status: 413,
    error: "body_too_large",
  },
  {
    name: "a body over 1 MiB without Content-Length",
    body: () => streamed(padded(MEBIBYTE + 1)),
    status: 413,
    error: "body_too_large",
  },
  { name: "an empty body", body: () => "", status: 400, error: "not_an_update" },
  {
    name: "a body that is not JSON",
    body: () => "{update_id:1}",
    status: 400,
    error: "not_an_update",
  },
  { name: "null", body: () => "null", status: 400, error: "not_an_update" },
  { name: "a list", body: () => "[]", status: 400, error: "not_an_update" },
  { name: "an update without an id", body: () => "{}", status: 400, error: "not_an_update" },
  {
    name: "an id as text",
    body: () => `{"update_id":"1"}`,
    status: 400,
    error: "not_an_update",
  },
  {
    name: "an id with a fraction",
    body: () => `{"update_id":1.5}`,
    status: 400,
    error: "not_an_update",
  },
])("POST webhook refuses $name", async ({ body, secret, status, error }) => {
  await using webhook = openWebhook();
  const answer = await webhook.post(body(), secret);
  assert.deepEqual([answer.status, JSON.parse(answer.text)], [status, { error }]);
  assert.deepEqual(webhook.handled, []);
});

Deno.test("POST webhook accepts 1 MiB, in chunks of any size", async () => {
  await using webhook = openWebhook();
  assert.equal((await webhook.post(padded(MEBIBYTE))).status, 200);
  assert.equal((await webhook.post(streamed(padded(MEBIBYTE)))).status, 200);
});

Deno.test("POST webhook answers 500 without a reason when the update fails, then works again", async () => {
  let fails = true;
  await using webhook = openWebhook(() =>
    fails ? Promise.reject(new Error("password of the database")) : Promise.resolve()
  );
  const failed = await webhook.post(valid());
  assert.deepEqual([failed.status, failed.text], [500, `{"error":"update_failed"}`]);
  fails = false;
  assert.equal((await webhook.post(valid())).status, 200);
});

Deno.test("GET webhook gets 405", async () => {
  await using webhook = openWebhook();
  const answer = await webhook.app.request(PATH);
  assert.deepEqual([answer.status, answer.headers.get("allow")], [405, "POST"]);
});
