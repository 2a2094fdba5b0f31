import assert from "node:assert/strict";
import fc from "fast-check";
import { sql } from "kysely";
import { columnsOf, type ImageCommand, type ProjectionTarget } from "../../src/domain/mod.ts";
import { ensureProjection, execute, loadImages, replay } from "../../src/event_log/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { addProduct, appendAll } from "../../devkit/testing/event_log.ts";
import { captured, storedImages } from "../../devkit/testing/images.ts";
import { untilWaitingForLock } from "../../devkit/testing/locks.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";
import { sized } from "../../devkit/testing/sample.ts";

const metadata = { actor: "test" };
const TARGETS: readonly [ProjectionTarget, ProjectionTarget] = [
  { botId: 1, publicUrl: "https://cdn.example/pictures" },
  { botId: 2, publicUrl: "https://new.example" },
];

const capture = (botId: number, fileId: string): ImageCommand => ({
  ...{ type: "CaptureFileId", imageType: "cover", captured: { botId, fileId } },
});

const anyCommand: fc.Arbitrary<ImageCommand> = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 2 }), fc.constantFrom("AgAC1", "AgAC2"))
    .map(([botId, fileId]) => capture(botId, fileId)),
  fc.record({ botId: fc.integer({ min: 1, max: 2 }), fileId: fc.constantFrom("AgAC1", "AgAC2") })
    .map((refused): ImageCommand => ({
      ...{ type: "InvalidateFileId", imageType: "cover", reason: "dead", ...refused },
    })),
  fc.integer({ min: 0, max: 2 }).map((generation): ImageCommand => ({
    ...{ type: "StoreImages", generation, images: storedImages("a") },
  })),
  fc.constant<ImageCommand>({ type: "ReplaceImages", reason: "replaced", photo: undefined }),
);

const COUNT = 6;

/** The columns of a product, beside the fold of its events in TypeScript. */
async function bothOf(db: Database, productId: string, target: ProjectionTarget) {
  const expected = columnsOf(await loadImages(db, productId), target);
  const row = await db.selectFrom("products").selectAll().where("product_id", "=", productId)
    .executeTakeFirstOrThrow();
  const names = Object.keys(expected) as (keyof typeof expected)[];
  return {
    is: names.map((name) => [name, row[name]]),
    shouldBe: names.map((name) => [name, expected[name] ?? null]),
  };
}

Deno.test("ensureProjection() and replay() beside appends: at the end the columns are the fold of the events", async () => {
  await using log = await openUnit({ db: "projected" });
  let serial = 0;
  const hammered = async (
    work: readonly (readonly [number, ImageCommand])[],
    inOne: readonly ImageCommand[],
    pageSize: number,
  ) => {
    const ids = Array.from({ length: COUNT }, (_, n) => `TBF-${++serial}-${n}`);
    for (const id of ids) await addProduct(log.db, id);
    let writing = true;
    const write = async () => {
      for (const [n, command] of work) await execute(log.db, ids[n]!, command, metadata);
    };
    // Several products in one transaction, in the order against that of the replay.
    const writeInOne = async () => {
      for (const command of inOne) {
        await log.db.transaction().execute(async (tx) => {
          for (const id of ids.toReversed()) await execute(tx, id, command, metadata);
        });
      }
    };
    const rebuild = async () => {
      for (let n = 1; writing; n++) await ensureProjection(log.db, TARGETS[n % 2]!);
    };
    const repeat = async () => {
      while (writing) await replay(log.db, { pageSize });
    };
    const written = Promise.all([write(), writeInOne()]).finally(() => writing = false);
    await Promise.all([written, rebuild(), rebuild(), repeat()]);
    for (const target of TARGETS) {
      await ensureProjection(log.db, target);
      for (const id of ids) {
        const { is, shouldBe } = await bothOf(log.db, id, target);
        assert.deepEqual(is, shouldBe, id);
      }
    }
    assert.equal((await replay(log.db)).changed, 0);
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat({ max: COUNT - 1 }), anyCommand), { maxLength: 15 }),
      fc.array(anyCommand, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 10 }),
      hammered,
    ),
    { numRuns: sized({ all: 12, sample: 4 }) },
  );
});

/** An append in a transaction that stays open until it is released, or until the end of the test. */
async function appendAndHold(db: Database, productId: string, command: ImageCommand) {
  const begun = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const done = db.transaction().execute(async (tx) => {
    await execute(tx, productId, command, metadata);
    begun.resolve();
    await released.promise;
  });
  await Promise.race([begun.promise, done]);
  const release = async () => {
    released.resolve();
    await done;
  };
  return { release, [Symbol.asyncDispose]: release };
}

Deno.test("ensureProjection() waits for an append that began for the old target, and lets new ones go on", async () => {
  await using log = await openUnit({ db: "projected", products: ["TBF-1", "TBF-2"] });
  // The row is right for both bots until this transaction ends.
  await using held = await appendAndHold(log.db, "TBF-1", capture(1, "AgAC1"));
  const next = { ...TARGETS[0], botId: 2 };
  let isBuilt = false;
  const built = ensureProjection(log.db, next).finally(() => isBuilt = true);
  const target = () =>
    log.db.selectFrom("image_projection_target").select(["bot_id", "is_built"])
      .executeTakeFirstOrThrow();
  await until("the new target", async () => (await target()).bot_id === 2);
  await appendAll(log.db, "TBF-2", captured("AgAC4"), captured("AgAC5", { botId: 2 }));
  assert.deepEqual([isBuilt, await target()], [false, { bot_id: 2, is_built: false }]);
  await held.release();
  await built;
  for (const id of ["TBF-1", "TBF-2"]) {
    const { is, shouldBe } = await bothOf(log.db, id, next);
    assert.deepEqual(is, shouldBe, id);
  }
  assert.equal((await target()).is_built, true);
});

Deno.test("replay() waits for an open append, and holds no other row meanwhile", async () => {
  const ids = ["TBF-1", "TBF-2", "TBF-3", "TBF-4"];
  await using log = await openUnit({ db: "projected", products: ids });
  for (const id of ids) await appendAll(log.db, id, captured("AgAC1"));
  await sql`update products set telegram_cover_file_id = 'x'`.execute(log.db);
  await using held = await appendAndHold(log.db, "TBF-3", capture(1, "AgAC2"));
  const replayed = replay(log.db);
  await untilWaitingForLock(log.db);
  for (const id of ["TBF-1", "TBF-2", "TBF-4"]) await appendAll(log.db, id, captured("AgAC3"));
  await held.release();
  assert.equal((await replayed).changed, 3, "the append has repaired its own row");
  for (const id of ids) {
    const { is, shouldBe } = await bothOf(log.db, id, TARGETS[0]);
    assert.deepEqual(is, shouldBe, id);
  }
});

Deno.test("ensureProjection() finishes what a killed process began", async () => {
  await using log = await openUnit({ db: "projected", products: ["TBF-1"] });
  await appendAll(log.db, "TBF-1", captured("AgAC1"), captured("AgAC2", { botId: 2 }));
  const { botId, publicUrl } = TARGETS[1];
  await log.db.updateTable("image_projection_target")
    .set({ bot_id: botId, public_url: publicUrl, is_built: false }).execute();
  assert.deepEqual(await ensureProjection(log.db, TARGETS[1]), {
    changed: 1,
    reason: "unfinished",
  });
  assert.equal(await ensureProjection(log.db, TARGETS[1]), "unchanged");
});
