import assert from "node:assert/strict";
import fc from "fast-check";
import { sql } from "kysely";
import { columnsOf, type ImageCommand, type ProjectionTarget } from "../../src/domain/mod.ts";
import { ensureProjection, execute, loadImages, replay } from "../../src/event_log/mod.ts";
import { type Database, openDatabase } from "../../src/postgres/mod.ts";
import { addProduct } from "../../devkit/testing/event_log.ts";
import { storedImages } from "../../devkit/testing/images.ts";
import { waitingForLock } from "../../devkit/testing/locks.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";

const metadata = { actor: "test" };
const TARGETS: readonly [ProjectionTarget, ProjectionTarget] = [
  { botId: 1, publicUrl: "https://cdn.example/pictures" },
  { botId: 2, publicUrl: "https://new.example" },
];
const COUNT = 4;

const anyCommand: fc.Arbitrary<ImageCommand> = fc.oneof(
  fc.record({ botId: fc.integer({ min: 1, max: 2 }), fileId: fc.constantFrom("AgAC1", "AgAC2") })
    .map((captured): ImageCommand => ({ type: "CaptureFileId", imageType: "cover", captured })),
  fc.integer({ min: 0, max: 1 }).map((generation): ImageCommand => ({
    ...{ type: "StoreImages", generation, images: storedImages("a") },
  })),
  fc.constant<ImageCommand>({ type: "ReplaceImages", reason: "replaced", photo: undefined }),
);
const anyWork = fc.array(fc.tuple(fc.constantFrom(0, 0, 1, 2, 3), anyCommand), {
  ...{ minLength: 2, maxLength: 6 },
});
type Work = readonly (readonly [number, ImageCommand])[];

/** The gate: an advisory lock. A replay waits at it between its snapshot and its first write. Appends do not. */
const GATE = 715_533;
const REPLAYS = "replays";

async function openGatedLog() {
  await using stack = new AsyncDisposableStack();
  const log = stack.use(await openUnit({ db: "projected" }));
  await sql.raw(`
    create function gate() returns trigger language plpgsql as $$
      begin
        if current_setting('application_name') = '${REPLAYS}' then
          perform pg_advisory_xact_lock_shared(${GATE});
        end if;
        return null;
      end $$;
    create trigger gate before update on products for each statement execute function gate();`)
    .execute(log.db);
  const replays = stack.use(openDatabase({ url: log.url, name: REPLAYS }));
  const owned = stack.move();
  return { db: log.db, replays, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function isAny(db: Database, condition: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from pg_stat_activity where datname = current_database()
      and application_name = ${REPLAYS} and ${sql.raw(condition)}) as found`.execute(db);
  return rows[0]!.found;
}

/** Counts work that has not ended. */
function track(
  works: readonly Promise<unknown>[],
): { readonly done: Promise<unknown>; open(): number } {
  let open = works.length;
  const done = Promise.all(works.map((work) => work.finally(() => open--)));
  done.catch(() => {});
  return { done, open: () => open };
}

/** A transaction that began for the old target ends when the rebuild waits for it, or believes to be ready. */
async function rebuildBesideAnOpenTransaction(
  { db, replays }: { db: Database; replays: Database },
  ids: readonly string[],
  work: Work,
  target: ProjectionTarget,
) {
  let rebuilt: ReturnType<typeof track> | undefined;
  await db.transaction().execute(async (tx) => {
    for (const [n, command] of work) await execute(tx, ids[n]!, command, metadata);
    rebuilt = track([ensureProjection(replays, target)]);
    await until(
      "the rebuild",
      async () =>
        rebuilt!.open() === 0 ||
        await isAny(db, "query like '%pg_locks%' or wait_event_type = 'Lock'"),
    );
  });
  await rebuilt!.done;
}

/** Appends begin when the replay has its snapshot. The replay goes on when each has ended, or waits for a row. */
async function appendAtTheGate(
  { db, replays }: { db: Database; replays: Database },
  ids: readonly string[],
  work: Work,
  pageSize: number,
) {
  await db.connection().execute(async (gate) => {
    await sql`select pg_advisory_lock(${sql.lit(GATE)})`.execute(gate);
    const replayed = track([replay(replays, { pageSize })]);
    const atGate = () => isAny(db, "wait_event = 'advisory'");
    await until("the gate", async () => replayed.open() === 0 || await atGate());
    const appended = track(work.map(([n, command]) => execute(db, ids[n]!, command, metadata)));
    await until(
      "the appends",
      async () => appended.open() === 0 || (await waitingForLock(db)).length > appended.open(),
    );
    await sql`select pg_advisory_unlock(${sql.lit(GATE)})`.execute(gate);
    await Promise.all([replayed.done, appended.done]);
  });
}

async function assertRight(db: Database, ids: readonly string[], target: ProjectionTarget) {
  for (const id of ids) {
    const expected = columnsOf(await loadImages(db, id), target);
    const row = await db.selectFrom("products").selectAll().where("product_id", "=", id)
      .executeTakeFirstOrThrow();
    for (const [name, value] of Object.entries(expected)) {
      if (value !== undefined) assert.equal(row[name as keyof typeof row], value, `${id} ${name}`);
    }
  }
}

Deno.test("appends at the worst moments of a rebuild and of a replay leave the columns as the fold of the events", async () => {
  await using log = await openGatedLog();
  let serial = 0;
  const hammered = async (held: Work, between: Work, wrong: number, pageSize: number) => {
    const run = ++serial;
    const ids = Array.from({ length: COUNT }, (_, n) => `TBF-${run}-${n}`);
    for (const id of ids) await addProduct(log.db, id);
    const target = TARGETS[run % 2]!;
    await rebuildBesideAnOpenTransaction(log, ids, held, target);
    await assertRight(log.db, ids, target);
    // Each has an event, so that a replay has something to repair.
    const store: ImageCommand = { type: "StoreImages", generation: 0, images: storedImages("b") };
    for (const id of ids) await execute(log.db, id, store, metadata);
    await sql`update products set cover_image_url = 'x', thumbnail_url = 'x'
      where product_id = any(${ids.slice(0, wrong)})`.execute(log.db);
    await appendAtTheGate(log, ids, between, pageSize);
    await assertRight(log.db, ids, target);
    assert.equal((await replay(log.db)).changed, 0);
  };
  await fc.assert(
    fc.asyncProperty(
      ...[
        anyWork,
        anyWork,
        fc.constantFrom(1, 1, 2, COUNT),
        fc.integer({ min: 1, max: 10 }),
      ] as const,
      hammered,
    ),
    { numRuns: 12 },
  );
});
