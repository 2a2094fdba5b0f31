import assert from "node:assert/strict";
import { openConsolePages } from "../../devkit/testing/console_pages.ts";
import { ONE_PRODUCT, openTestQueue } from "../../devkit/testing/jobs.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { listActions } from "../../src/console/audit.ts";
import { listPauses, pauseQueue } from "../../src/jobs/mod.ts";

Deno.test("the console pauses only a queue that exists, and ends any pause", async (t) => {
  await using unit = await openUnit(ONE_PRODUCT);
  await using _queue = await openTestQueue(unit);
  const { db } = unit;
  await using pages = await openConsolePages(db, db);
  const { ask } = pages;
  const act = (action: string, queue: string) =>
    ask(`/console/jobs/queues/do/${action}`, { queue });
  const paused = async () => (await listPauses(db)).map(({ queue }) => queue);

  await t.step("another name is refused by the page and by the form, with an answer", async () => {
    const page = await ask("/console/jobs/queues/do/pause_jobs?queue=store-images");
    for (const { status, text } of [page, await act("pause_jobs", "store-images")]) {
      assert.equal(status, 404);
      assert.match(text, /No queue is called store-images\. Nothing was done\./);
    }
    assert.equal((await act("pause_jobs", "__pgboss__send-it")).status, 404, "none of the shop");
    assert.deepEqual([await paused(), await listActions(db, {}, 9)], [[], []]);
  });
  await t.step("a queue that exists is paused, and so are all", async () => {
    assert.equal((await ask("/console/jobs/queues/do/pause_jobs?queue=store-image")).status, 200);
    assert.equal((await act("pause_jobs", "store-image")).status, 303);
    assert.equal((await act("pause_jobs", "")).status, 303);
    assert.deepEqual(await paused(), ["store-image", undefined]);
  });
  await t.step("a pause of a queue that no longer exists is ended", async () => {
    await pauseQueue(db, "of-an-older-release", "Maya");
    assert.equal((await act("resume_jobs", "of-an-older-release")).status, 303);
    assert.ok(!(await paused()).includes("of-an-older-release"));
  });
});
