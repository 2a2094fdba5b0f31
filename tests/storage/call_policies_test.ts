import assert from "node:assert/strict";
import { CALL_POLICIES } from "../../src/storage/call_policies.ts";
import { StorageUnavailable } from "../../src/storage/mod.ts";
import { testObject } from "../../devkit/testing/s3_objects.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";

const picture = testObject(1);

Deno.test("CALL_POLICIES lets a view wait five seconds at most", () => {
  const { view, job } = CALL_POLICIES;
  assert.ok(view.totalMs <= 5_000);
  assert.ok(view.attemptMs < view.totalMs);
  assert.ok(job.totalMs > view.totalMs);
});

Deno.test("a call takes no more attempts than its policy allows", async () => {
  await using t = await openUnit({
    b2: {
      policies: { view: { maxAttempts: 2 }, job: { maxAttempts: 4 } },
    },
  });
  t.b2.fail({ effect: { status: 503, code: "SlowDown" } });
  await assert.rejects(t.store.get(picture.key, { policy: "view" }), StorageUnavailable);
  assert.equal(t.store.requests().get, 2);
  await assert.rejects(t.store.get(picture.key), StorageUnavailable);
  assert.equal(t.store.requests().get, 6);
});

Deno.test("a call ends its pause when the caller gives up", async () => {
  const view = { firstPauseMs: 3_600_000, longestPauseMs: 3_600_000, totalMs: 7_200_000 };
  await using t = await openUnit({ b2: { policies: { view }, random: () => 1 } });
  t.b2.fail({ effect: { status: 503, code: "SlowDown" } });
  const controller = new AbortController();
  const gone = new Error("gone");
  const get = t.store.get(picture.key, { policy: "view", signal: controller.signal });
  await until("an answer", () => t.b2.log.some(({ status }) => status === 503));
  controller.abort(gone);
  await assert.rejects(get, gone);
  assert.equal(t.store.requests().get, 1);
});
