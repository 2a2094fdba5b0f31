import assert from "node:assert/strict";
import { CAP_EXCEEDED, type Effect } from "../../devkit/s3/front.ts";
import {
  ObjectCorrupt,
  type ObjectStoreOptions,
  openObjectStore,
  StorageCapExceeded,
  StorageUnavailable,
} from "../../src/storage/mod.ts";
import { StorageRefused } from "../../src/storage/errors.ts";
import { putByHand } from "../../devkit/testing/s3.ts";
import { testObject } from "../../devkit/testing/s3_objects.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";

const picture = testObject(1, 60_000);

interface Passing {
  name: string;
  effect: Effect;
}
const passing: Passing[] = [
  { name: "500", effect: { status: 500, code: "InternalError" } },
  {
    name: "503",
    effect: { status: 503, code: "ServiceUnavailable", message: "no tomes available" },
  },
  { name: "503 with Retry-After", effect: { status: 503, code: "SlowDown", retryAfter: "0" } },
  { name: "429", effect: { status: 429, code: "TooManyRequests" } },
  { name: "408", effect: { status: 408, code: "RequestTimeout" } },
  { name: "a body garbled on its way", effect: { status: 400, code: "BadDigest" } },
  { name: "a reset", effect: "reset" },
  { name: "a lost answer", effect: "lost_answer" },
];

Deno.test.each(passing)("put() tries again after $name", async ({ effect }) => {
  const calls: string[] = [];
  const onCall: ObjectStoreOptions["onCall"] = ({ operation, status, bytes }) =>
    void calls.push(`${operation} ${status} ${bytes}`);
  await using t = await openUnit({ b2: { onCall } });
  t.b2.fail({ method: "PUT", effect, times: 2 });
  await t.store.put(picture.key, picture.bytes, picture);
  assert.equal(t.store.requests().put, 3);
  assert.equal(t.b2.count("PUT"), 3);
  assert.deepEqual(await t.store.get(picture.key), picture.bytes);
  assert.deepEqual(calls.slice(2), ["put ok 60000", "get ok 60000"]);
  for (const failed of calls.slice(0, 2)) assert.match(failed, /^put ([45]\d\d|failed) 60000$/);
});

Deno.test.each<Passing>([
  ...passing,
  { name: "a body that ends early", effect: "truncate" },
  { name: "a reset in mid-body", effect: "reset_in_body" },
])("get() tries again after $name", async ({ effect }) => {
  await using t = await openUnit({ b2: true });
  await putByHand(t.behind, picture.key, picture.bytes);
  t.b2.fail({ method: "GET", effect, times: 2 });
  assert.deepEqual(await t.store.get(picture.key), picture.bytes);
  assert.equal(t.store.requests().get, 3);
  assert.equal(t.b2.count("GET"), 3);
});

Deno.test("list() tries a page again and returns each key once", async () => {
  await using t = await openUnit({ b2: true });
  const keys = [1, 2, 3].map((n) => testObject(n));
  for (const { key, bytes, sha256 } of keys) await t.store.put(key, bytes, { sha256 });
  const listed: string[] = [];
  for await (const { key } of t.store.list("products/", { pageSize: 2 })) {
    listed.push(key);
    if (listed.length === 1) t.b2.fail({ effect: { status: 503, code: "SlowDown" }, times: 1 });
  }
  assert.deepEqual(listed, keys.map(({ key }) => key).sort());
  assert.equal(t.store.requests().list, 3);
});

Deno.test("delete() tries again", async () => {
  await using t = await openUnit({ b2: true });
  t.b2.fail({ effect: { status: 500, code: "InternalError" }, times: 1 });
  await t.store.delete(picture.key);
  assert.equal(t.store.requests().delete, 2);
});

Deno.test("get() ends after the attempts of a view", async () => {
  await using t = await openUnit({ b2: true });
  t.b2.fail({ effect: { status: 503, code: "ServiceUnavailable" } });
  await assert.rejects(t.store.get(picture.key, { policy: "view" }), StorageUnavailable);
  assert.equal(t.store.requests().get, 3);
});

Deno.test("put() gives a job more attempts than a view has", async () => {
  await using t = await openUnit({ b2: true });
  t.b2.fail({ effect: { status: 503, code: "ServiceUnavailable" } });
  await assert.rejects(t.store.put(picture.key, picture.bytes, picture), StorageUnavailable);
  assert.equal(t.store.requests().put, 8);
});

Deno.test("put() gives a large body the time that a slow connection needs", async () => {
  const policies = { job: { attemptMs: 1, totalMs: 1, maxAttempts: 1 } };
  await using t = await openUnit({ b2: { policies } });
  const original = testObject(2, 8_000_000);
  await t.store.put(original.key, original.bytes, original);
});

Deno.test("get() tries again after silence", async () => {
  await using t = await openUnit({ b2: { policies: { job: { attemptMs: 1_500 } } } });
  await putByHand(t.behind, picture.key, picture.bytes);
  t.b2.fail({ effect: "silence", times: 1 });
  assert.deepEqual(await t.store.get(picture.key), picture.bytes);
  assert.ok(t.store.requests().get > 1, "asked again");
});

Deno.test("get() reports a silence that is longer than a view's limit", async () => {
  await using t = await openUnit({ b2: { policies: { view: { totalMs: 200, maxAttempts: 1 } } } });
  t.b2.fail({ effect: "silence" });
  await assert.rejects(t.store.get(picture.key, { policy: "view" }), {
    name: "StorageUnavailable",
    message: /^Cannot get "products\/.*": no answer within \d+ ms$/,
  });
  assert.equal(t.store.requests().get, 1);
});

Deno.test("get() does not wait for a Retry-After that is longer than a view's limit", async () => {
  await using t = await openUnit({ b2: true });
  t.b2.fail({ effect: { status: 503, code: "SlowDown", retryAfter: "3600" } });
  await assert.rejects(t.store.get(picture.key, { policy: "view" }), (error) => {
    assert.ok(error instanceof StorageUnavailable);
    assert.equal(error.retryAfterMs, 3_600_000);
    return true;
  });
  assert.equal(t.store.requests().get, 1);
});

Deno.test("get() throws ObjectCorrupt for altered bytes, at once", async () => {
  await using t = await openUnit({ b2: true });
  await putByHand(t.behind, picture.key, picture.bytes);
  t.b2.fail({ effect: "alter" });
  await assert.rejects(t.store.get(picture.key), ObjectCorrupt);
  assert.equal(t.store.requests().get, 1);
});

Deno.test("get() throws ObjectCorrupt for an object with other bytes than its key names", async () => {
  await using t = await openUnit({ b2: true });
  await putByHand(t.behind, picture.key, testObject(2).bytes);
  await assert.rejects(t.store.get(picture.key), ObjectCorrupt);
});

Deno.test("get() stops reading an object that is too long", async () => {
  await using t = await openUnit({ b2: true });
  await putByHand(t.behind, picture.key, picture.bytes);
  await assert.rejects(t.store.get(picture.key, { maxBytes: 59_999 }), ObjectCorrupt);
  assert.deepEqual(await t.store.get(picture.key, { maxBytes: 60_000 }), picture.bytes);
});

Deno.test("a 403 for the daily cap is not taken for wrong credentials", async () => {
  await using t = await openUnit({ b2: true });
  t.b2.fail({ effect: CAP_EXCEEDED });
  await assert.rejects(t.store.get(picture.key), StorageCapExceeded);
  await assert.rejects(t.store.put(picture.key, picture.bytes, picture), StorageCapExceeded);
  assert.deepEqual([t.store.requests().get, t.store.requests().put], [1, 1]);
});

Deno.test("a 403 for the credentials is not repeated", async () => {
  await using t = await openUnit({ b2: true });
  t.b2.fail({ effect: { status: 403, code: "AccessDenied", message: "not entitled" } });
  await assert.rejects(t.store.put(picture.key, picture.bytes, picture), StorageRefused);
  assert.equal(t.store.requests().put, 1);
});

Deno.test("a store that is down is unavailable, and serves again when it is up", async () => {
  await using t = await openUnit({ b2: true });
  await t.b2.down();
  await assert.rejects(t.store.check(), {
    name: "StorageUnavailable",
    message: 'Cannot reach the bucket "shop": ECONNREFUSED',
  });
  await t.b2.up();
  await t.store.check();
});

Deno.test("put() survives an outage that is shorter than a job's limit", async () => {
  const job = { firstPauseMs: 20, longestPauseMs: 20, maxAttempts: 100_000 };
  await using t = await openUnit({ b2: { policies: { job }, random: () => 1 } });
  await t.b2.down();
  const put = t.store.put(picture.key, picture.bytes, picture);
  await t.b2.up();
  await put;
  assert.deepEqual(await t.store.get(picture.key), picture.bytes);
});

Deno.test("get() ends with the caller's reason when the caller gives up", async () => {
  await using t = await openUnit({ b2: true });
  t.b2.fail({ effect: "silence" });
  const left = new Error("the buyer left");
  const controller = new AbortController();
  const get = t.store.get(picture.key, { signal: controller.signal });
  await until("a request", () => t.b2.count() > 0);
  controller.abort(left);
  await assert.rejects(get, left);
  await assert.rejects(t.store.get(picture.key, { signal: controller.signal }), left);
  assert.equal(t.b2.count(), 1);
});

Deno.test("a store that is closed ends its calls and takes no new ones", async () => {
  await using t = await openUnit({ b2: true });
  const store = openObjectStore(t.b2Settings, { random: () => 0 });
  t.b2.fail({ effect: "silence" });
  const ended = assert.rejects(store.get(picture.key), /the store is closed/);
  await until("a request", () => t.b2.count() > 0);
  await store[Symbol.asyncDispose]();
  await ended;
  await assert.rejects(store.get(picture.key), /the store is closed/);
  assert.equal(t.b2.count(), 1);
});

interface Foreign {
  name: string;
  answer: () => Response;
  call: "put" | "list" | "get";
  error: typeof ObjectCorrupt | typeof StorageUnavailable;
}
const html = { headers: { "content-type": "text/html" } };
Deno.test.each<Foreign>([
  {
    name: "put() finds out that other bytes were stored",
    answer: () => new Response(null, { headers: { etag: '"d41d8cd98f00b204e9800998ecf8427e"' } }),
    call: "put",
    error: ObjectCorrupt,
  },
  {
    name: "get() takes a gateway's HTML error for an outage",
    answer: () => new Response("<html>Bad gateway</html>", { ...html, status: 502 }),
    call: "get",
    error: StorageUnavailable,
  },
  {
    name: "list() does not take a captive portal for an empty bucket",
    answer: () => new Response("<html>Please log in</html>", html),
    call: "list",
    error: StorageUnavailable,
  },
])("$name", async ({ answer, call, error }) => {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (r) => {
    await r.arrayBuffer();
    return answer();
  });
  const endpoint = `http://127.0.0.1:${server.addr.port}`;
  const settings = { endpoint, region: "x", bucket: "shop", keyId: "k", applicationKey: "s" };
  await using store = openObjectStore(settings, { policies: { job: { maxAttempts: 1 } } });
  const calls = {
    put: () => store.put(picture.key, picture.bytes, picture),
    get: () => store.get(picture.key),
    list: () => Array.fromAsync(store.list("products/")),
  };
  await assert.rejects(calls[call](), error);
});
