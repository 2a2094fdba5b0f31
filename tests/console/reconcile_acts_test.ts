import assert from "node:assert/strict";
import type { ConsoleShop } from "../../src/console/mod.ts";
import {
  actOnFinding,
  type OneAct,
  type RunAct,
  runReconcile,
} from "../../src/console/reconcile_acts.ts";
import { byImage } from "../../src/domain/mod.ts";
import { getLastFindings } from "../../src/pictures/mod.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import {
  bytesOf,
  bytesOfAll,
  insert,
  keysOf,
  later,
  lose,
  putAll,
  sale,
} from "../../devkit/testing/repair.ts";
import { openUnit, TARGET } from "../../devkit/testing/unit.ts";

async function openActs() {
  const unit = await openUnit({ pictures: true, db: "projected" });
  const parts = { ...unit.deps, botId: TARGET.botId };
  const shop = { parts, long: unit.db } as unknown as ConsoleShop;
  const steps: unknown[] = [];
  const run = async (act: RunAct, now?: () => Date, signal = new AbortController().signal) => {
    const step = (progress: unknown) => {
      steps.push(progress);
      signal.throwIfAborted();
    };
    return await runReconcile(
      shop,
      act,
      await getLastFindings(unit.db),
      { actionId: 7, step },
      now,
    );
  };
  const one = async (act: OneAct, key: string, productId?: string, now?: () => Date) => {
    const outcome = await actOnFinding(shop, act, { key, productId, actionId: 8 }, now);
    return "refused" in outcome ? outcome.refused : "done";
  };
  const found = async () =>
    (await getLastFindings(unit.db))!.findings.map(({ kind, productId, adoptable, result }) =>
      [kind, productId, adoptable && "adoptable", result].filter(Boolean).join(" ")
    );
  return { ...unit, run, one, found, steps };
}

Deno.test("what operators do about pictures that B2 has lost", async (t) => {
  await using unit = await openActs();
  const { db, run, found, steps } = unit;
  const { cover, thumb } = await sale(unit, "TBF-1");
  await t.step("looks, and keeps what it finds", async () => {
    await lose(unit, cover.key);
    await lose(unit, thumb.key);
    const counts = await run("compare");
    assert.deepEqual([counts.missing, counts.orphaned, counts.refused], [2, 0, undefined]);
    assert.deepEqual(await found(), ["missing TBF-1", "missing TBF-1"]);
    assert.deepEqual(steps.at(-1), { done: 2, of: 2 });
  });
  await t.step("restores what has a copy, and keeps the rest", async () => {
    await unit.deps.cache.put(thumb.key, bytesOf("TBF-1 thumb"));
    const { missing, repaired, invalidated, refused } = await run("repair");
    assert.deepEqual([missing, repaired, invalidated, refused], [1, 1, 0, 1]);
    assert.deepEqual(await found(), ["missing TBF-1 kept", "missing TBF-1 put_back"]);
  });
  await t.step("gives up what has no copy, in the name of the action", async () => {
    const { missing, invalidated } = await run("give_up");
    assert.deepEqual([missing, invalidated], [0, 1]);
    const { metadata } = await db.selectFrom("image_events").select("metadata")
      .orderBy("position", "desc").limit(1).executeTakeFirstOrThrow();
    assert.equal(metadata.correlationId, "console:7");
  });
  await t.step("stops where it is when it must, and records no run", async () => {
    const before = (await getLastFindings(db))!.runId;
    const stopped = AbortSignal.abort("cancelled");
    await assert.rejects(run("compare", later, stopped), (reason) => reason === "cancelled");
    assert.equal((await getLastFindings(db))!.runId, before);
  });
});

Deno.test("what operators do about objects that are left over", async (t) => {
  await using unit = await openActs();
  const { db, run, one, found } = unit;
  const { cover } = await sale(unit, "TBF-1");
  const spare = await putAll(unit, "TBF-1", bytesOfAll("left over"));
  const photo = await photoJpeg({ widthPx: 1600, heightPx: 1200, seed: 3 });
  const rendered = await unit.renderer.render(photo);
  if ("refused" in rendered) throw new TypeError(rendered.refused);
  await insert(unit, "TBF-2");
  const lost = await putAll(unit, "TBF-2", byImage((each) => rendered.images[each].bytes));

  await t.step("finds none of them before the grace period, and deletes none", async () => {
    assert.equal((await run("compare")).orphaned, 0);
    assert.equal(await one("delete_one", spare.cover.key), "recent");
    assert.equal((await run("delete_spare")).deleted, 0);
  });
  await t.step("finds them after it, and which a product lacks", async () => {
    assert.equal((await run("compare", later)).orphaned, 4);
    assert.deepEqual((await found()).toSorted(), [
      "orphaned TBF-1",
      "orphaned TBF-1",
      "orphaned TBF-2",
      "orphaned TBF-2 adoptable",
    ]);
  });
  await t.step("deletes one: none that is used, gone, or of others", async () => {
    assert.equal(await one("delete_one", spare.cover.key, undefined, later), "done");
    assert.equal(await one("delete_one", spare.cover.key, undefined, later), "gone");
    assert.equal(await one("delete_one", cover.key, undefined, later), "named_meanwhile");
    assert.equal(await one("delete_one", "other/picture.jpg", undefined, later), "odd_key");
    assert.ok((await keysOf(unit)).includes(cover.key));
  });
  await t.step("gives a cover back to the product that lacks it, and to no other", async () => {
    assert.equal(await one("adopt_one", spare.cover.key, "TBF-1", later), "no_picture");
    assert.equal(await one("adopt_one", lost.cover.key, undefined, later), "unknown_product");
    assert.equal(await one("adopt_one", lost.cover.key, "TBF-2", later), "done");
    const { metadata } = await db.selectFrom("image_events").select("metadata")
      .orderBy("position", "desc").limit(1).executeTakeFirstOrThrow();
    assert.equal(metadata.correlationId, "console:8");
  });
  await t.step("deletes no more than the operator saw", async () => {
    await run("compare", later);
    await putAll(unit, "TBF-1", bytesOfAll("one more"));
    const { deleted, refused } = await run("delete_spare", later);
    assert.deepEqual([deleted, refused], [0, 1]);
    assert.ok(Number((await run("delete_spare", later)).deleted) > 0);
    assert.equal((await run("compare", later)).orphaned, 0);
  });
});
