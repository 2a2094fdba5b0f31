import assert from "node:assert/strict";
import { sql } from "kysely";
import { untilWaitingForLock } from "../../devkit/testing/locks.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import {
  applyOnce,
  type Database,
  forgetOldUpdates,
  loadUserState,
  lockDialogue,
  saveDialogue,
} from "../../src/postgres/mod.ts";

const UPDATE = { botId: 1, updateId: 7 };

async function makeOlder(db: Database, hours: number): Promise<void> {
  await db.updateTable("handled_updates")
    .set({ handled_at: sql`now() - ${hours} * interval '1 hour'` }).execute();
}

Deno.test("applyOnce() applies an update once, and takes an id of more than two days ago for another update", async () => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  const apply = () => applyOnce(db, UPDATE, () => Promise.resolve("done"));
  const isRepeated = async () =>
    (await loadUserState(db, { ...UPDATE, userId: 42, username: null })).repeated;
  assert.equal(await isRepeated(), false);
  assert.deepEqual(await apply(), { applied: "done" });
  await makeOlder(db, 47);
  assert.equal(await isRepeated(), true, "Telegram may deliver it again");
  assert.equal(await apply(), "repeated");
  await makeOlder(db, 49);
  assert.equal(await isRepeated(), false);
  assert.deepEqual(await apply(), { applied: "done" });
  assert.equal(await isRepeated(), true, "the mark is new");
  assert.equal(await apply(), "repeated");
});

Deno.test("applyOnce() leaves an old mark as it was when the work fails", async () => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  await applyOnce(db, UPDATE, () => Promise.resolve());
  await makeOlder(db, 49);
  await assert.rejects(applyOnce(db, UPDATE, () => Promise.reject(new Error("no"))), /no/);
  assert.deepEqual(await applyOnce(db, UPDATE, () => Promise.resolve("done")), { applied: "done" });
});

Deno.test("forgetOldUpdates() deletes exactly the marks that no longer count", async () => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  await applyOnce(db, UPDATE, () => Promise.resolve());
  await makeOlder(db, 49);
  await applyOnce(db, { botId: 1, updateId: 8 }, () => Promise.resolve());
  assert.equal(await forgetOldUpdates(db), 1);
  const left = await db.selectFrom("handled_updates").select("update_id").execute();
  assert.deepEqual(left, [{ update_id: 8 }]);
});

Deno.test("lockDialogue() lets only one begin a dialogue, and the next one sees it", async () => {
  await using unit = await openUnit({ db: "migrated" });
  const { db } = unit;
  const lock = () => db.transaction().execute((tx) => lockDialogue(tx, 42));
  const begun = { kind: "album" };
  let second: Promise<unknown> | undefined;
  await db.transaction().execute(async (tx) => {
    assert.equal(await lockDialogue(tx, 42), null);
    second = lock();
    await Promise.race([untilWaitingForLock(db), second]);
    await saveDialogue(tx, 42, begun);
  });
  assert.deepEqual(await second, begun);
});
