import assert from "node:assert/strict";
import { sql } from "kysely";
import { actOnProduct, type ProductAct } from "../../src/console/product_acts.ts";
import type { ConsoleShop } from "../../src/console/mod.ts";
import { audited, findAction, listActions } from "../../src/console/audit.ts";
import { Sessions } from "../../src/console/session.ts";
import { Survey } from "../../src/console/survey.ts";
import { execute, latestVersion, loadImages } from "../../src/event_log/mod.ts";
import type { StoreImageJob } from "../../src/pictures/mod.ts";
import { bytesOf, lose, sale } from "../../devkit/testing/repair.ts";
import { openUnit, TARGET } from "../../devkit/testing/unit.ts";

const sessions = new Sessions({ token: "the-operators-token" });
const session = sessions.read(sessions.open("operator", "Maya"))!;

async function openActs() {
  const unit = await openUnit({ pictures: true, db: "projected" });
  const jobs: StoreImageJob[] = [];
  const forgotten: string[] = [];
  const shop = {
    parts: { ...unit.deps, botId: TARGET.botId },
    enqueueStoreImage: (_: unknown, job: StoreImageJob) => Promise.resolve(void jobs.push(job)),
    forgetFileId: (fileId: string) => void forgotten.push(fileId),
  } as unknown as ConsoleShop;
  const act = async (action: ProductAct, productId: string, behind = 0) => {
    const version = await latestVersion(unit.db, productId) - behind;
    return await actOnProduct(shop, action, { productId, version, actionId: 12 });
  };
  return { ...unit, jobs, forgotten, act };
}

async function capture(unit: Awaited<ReturnType<typeof openActs>>, productId: string) {
  const captured = { botId: TARGET.botId, fileId: "AgAC1" };
  const command = { type: "CaptureFileId", imageType: "cover", captured } as const;
  await execute(unit.db, productId, command, { actor: "test" });
}

Deno.test("what operators do to a product", async (t) => {
  await using unit = await openActs();
  const { db, act } = unit;
  const { cover } = await sale(unit, "TBF-1");
  await capture(unit, "TBF-1");

  await t.step("does nothing to what has changed meanwhile", async () => {
    for (const action of ["replay", "invalidate", "restore", "put_back"] as const) {
      const outcome = await act(action, "TBF-1", 1);
      assert.deepEqual(outcome, { refused: "stale", details: { version: 2, now: 3 } }, action);
    }
  });
  await t.step("rebuilds the columns", async () => {
    await sql`update products set cover_image_url = 'x' where product_id = 'TBF-1'`.execute(db);
    assert.deepEqual(await act("replay", "TBF-1"), { done: { rows: 1 } });
    assert.deepEqual(await act("replay", "TBF-1"), { done: { rows: 0 } });
    assert.deepEqual(await act("replay", "TBF-none"), { refused: "unknown_product" });
  });
  await t.step("ends the file ids, in the name of the action", async () => {
    assert.deepEqual(await act("invalidate", "TBF-1"), { done: { ids: 1 } });
    assert.deepEqual(unit.forgotten, ["AgAC1"]);
    assert.deepEqual(await act("invalidate", "TBF-1"), { done: { ids: 0 } });
    const { metadata } = await db.selectFrom("image_events").select("metadata")
      .orderBy("position", "desc").limit(1).executeTakeFirstOrThrow();
    assert.deepEqual(metadata, { actor: "operator:console", correlationId: "console:12" });
  });
  await t.step("restores what B2 has lost, and says what cannot be restored", async () => {
    await unit.deps.cache.put(cover.key, bytesOf("TBF-1 cover"));
    await lose(unit, cover.key);
    const restored = { done: { cover: "put_back", thumb: "intact" } };
    assert.deepEqual(await act("restore", "TBF-1"), restored);
    await unit.deps.cache.remove(cover.key);
    await lose(unit, cover.key);
    assert.deepEqual(await act("restore", "TBF-1"), {
      done: { cover: "no_copy", thumb: "intact" },
    });
    assert.ok((await loadImages(db, "TBF-1")).images.cover.stored, "it is not given up");
  });
  await t.step(
    "puts back on sale only what is off sale and has a seller, and restores nothing deleted",
    async () => {
      const set = (seller: number | null) =>
        sql`update products set withdrawn_at = now(), seller_id = ${seller} where product_id = 'TBF-1'`
          .execute(db);
      await set(null);
      assert.deepEqual(await act("put_back", "TBF-1"), { refused: "no_seller" });
      await set(7);
      assert.deepEqual(await act("put_back", "TBF-1"), { done: {} });
      assert.deepEqual(await act("put_back", "TBF-1"), { refused: "stale" });
      await execute(db, "TBF-1", { type: "DeleteImages" }, { actor: "test" });
      assert.deepEqual(await act("restore", "TBF-1"), { refused: "deleted" });
    },
  );
});

Deno.test("a picture that was never stored gets a job, if Telegram has it", async () => {
  await using unit = await openActs();
  const { db, act, jobs } = unit;
  await sql`insert into products (product_id) values ('TBF-2')`.execute(db);
  assert.deepEqual(await act("restore", "TBF-2"), { done: {} });
  await capture(unit, "TBF-2");
  assert.deepEqual(await act("restore", "TBF-2"), { done: { enqueued: 1 } });
  const { botId } = TARGET;
  assert.deepEqual(jobs, [{ botId, productId: "TBF-2", generation: 0, fileId: "AgAC1" }]);
});

Deno.test("each action has an entry that says who, what, and how it ended", async () => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  const entry = { action: "replay", target: "TBF-1", session } as const;
  const states: string[] = [];
  const { actionId } = await audited(db, entry, async (id) => {
    states.push((await findAction(db, id))!.outcome);
    return { done: { rows: 1 } };
  });
  await audited(db, entry, () => Promise.resolve({ refused: "stale", details: { now: 3 } }));
  const fails = () => Promise.reject(new Error("postgres://u:secret@host is away"));
  await assert.rejects(audited(db, { ...entry, target: null }, fails));
  assert.deepEqual(states, ["started"]);
  const actions = await listActions(db, {}, 10);
  assert.deepEqual(actions.map(({ name, outcome, details }) => [name, outcome, details]), [
    ["Maya", "failed", { reason: "postgres://u:[secret]@host is away" }],
    ["Maya", "refused", { reason: "stale", now: 3 }],
    ["Maya", "done", { rows: 1 }],
  ]);
  assert.deepEqual((await listActions(db, { target: "TBF-1" }, 10)).length, 2);
  assert.deepEqual((await listActions(db, { before: actionId + 1 }, 10)).length, 1);
});

Deno.test("a survey that fails says so, and never shows its last result as new", async () => {
  let fails = false;
  const survey = new Survey(() => fails ? Promise.reject(new Error("away")) : Promise.resolve(1));
  const value = async () => (await survey.look()).latest as { value?: number; failed?: boolean };
  assert.equal((await value()).value, 1);
  fails = true;
  assert.deepEqual([(await value()).failed, (await value()).value], [true, undefined]);
  fails = false;
  assert.equal((await value()).value, 1);
});

Deno.test("a survey that takes longer than a page waits is not made anew for the next page", async () => {
  const gate = Promise.withResolvers<void>();
  let made = 0;
  const survey = new Survey(() => gate.promise.then(() => ++made));
  const looks = [await survey.look()];
  gate.resolve();
  for (let n = 0; n < 3; n++) looks.push(await survey.look());
  assert.deepEqual(looks.map(({ isRunning }) => isRunning), [true, false, false, false]);
  assert.equal(made, 1);
});

Deno.test("a survey that is outdated while it runs is made anew, and a page knows that", async () => {
  const gate = Promise.withResolvers<void>();
  let made = 0;
  const survey = new Survey(() => gate.promise.then(() => ++made));
  const first = survey.look();
  survey.outdate();
  gate.resolve();
  const { latest, isRunning } = await first;
  assert.ok(isRunning || (latest as { value?: number }).value === 2);
});
