import assert from "node:assert/strict";
import { sql } from "kysely";
import { IMAGE_TYPES, picturesInOrder, viewOf } from "../../src/domain/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { runScript, spawnScript } from "../testing/command.ts";
import { untilWaitingForLock } from "../testing/locks.ts";
import { keepLines } from "../testing/log_files.ts";
import { areStored } from "../testing/shop.ts";
import { within } from "../testing/until.ts";
import type { Cell } from "./matrix.ts";
import { assertNothingLost } from "./invariants.ts";
import { type Halt, haltAtPut, haltAtStatement } from "./kills.ts";
import { plainRun } from "./ledger.ts";
import { migrateOnce, reconcileOnce } from "./operators.ts";
import { holdLock, type ProxiedShop } from "./proxied_shop.ts";
import type { FaultShop } from "./shop.ts";
import { inheritLegacy, sell, untilStored } from "./steps.ts";

/** A command that is killed and then runs again. */
interface Killed {
  readonly name: string;
  readonly args: readonly string[];
}

async function killAndRepeat(shop: ProxiedShop, { name, args }: Killed, halt: Halt): Promise<void> {
  const env = shop.environment;
  const child = spawnScript(name, { args, env });
  const output = child.output();
  const ended = output.then(({ code }) => {
    throw new Error(`${name} exited with ${code} before the moment of the kill`);
  });
  try {
    await within(Promise.race([halt.reached, ended]), `${name} to come to where it is killed`);
  } finally {
    child.kill("SIGKILL");
    const killed = await output;
    keepLines(new TextDecoder().decode(killed.stderr));
    halt.release();
  }
  assert.equal((await output).code, 137, "killed at work");
  const { code, stderr } = await runScript(name, { args, env });
  assert.equal(code, 0, stderr);
}

async function assertAllStored(shop: ProxiedShop, since: number): Promise<void> {
  for (const productId of [...shop.accepted.keys()].slice(since)) {
    assert.ok(areStored(await loadImages(shop.db, productId)), `${productId} is stored`);
  }
}

async function sellInPeace(shop: FaultShop, pictures = 1): Promise<void> {
  await untilStored(shop, await sell(shop, pictures));
}

/** As a function of its own: `plainRun` knows a scenario by it. */
const sellOneInPeace = (shop: FaultShop) => sellInPeace(shop);

async function inheritFour(shop: FaultShop): Promise<void> {
  for (let n = 0; n < 4; n++) await inheritLegacy(shop);
}

async function migrateInPeace(shop: FaultShop): Promise<void> {
  await inheritFour(shop);
  await migrateOnce(shop);
}

/** Sells two products, one of them with three pictures. B2 loses all pictures. */
async function loseTwo(shop: FaultShop): Promise<void> {
  const since = shop.accepted.size;
  for (const pictures of [3, 1]) await sellInPeace(shop, pictures);
  for (const productId of [...shop.accepted.keys()].slice(since)) {
    const state = await loadImages(shop.db, productId);
    for (const picture of picturesInOrder(state)) {
      const { images } = viewOf(state, picture);
      for (const imageType of IMAGE_TYPES) await shop.store.delete(images[imageType].stored!.key);
    }
  }
}

async function repairInPeace(shop: FaultShop): Promise<void> {
  await loseTwo(shop);
  await reconcileOnce(shop);
}

function migration(moment: string, halt: (shop: ProxiedShop) => Halt): Cell<ProxiedShop> {
  return {
    fault: "SIGKILL",
    moment: `migrate-images: ${moment}`,
    expected: "when it runs again, it imports every picture once",
    run: async (shop) => {
      const since = shop.accepted.size;
      await inheritFour(shop);
      const args = ["--root", shop.legacyDir, "--concurrency", "2"];
      await killAndRepeat(shop, { name: "migrate_images", args }, halt(shop));
      await assertAllStored(shop, since);
      const { rows } = await sql`
        select product_id, image_type from image_events where type = 'ImageUploadedToB2'
        group by 1, 2 having count(*) > 1`.execute(shop.db);
      assert.deepEqual(rows, [], "no picture was recorded twice");
      return await assertNothingLost(shop, { since, like: await plainRun(migrateInPeace) });
    },
  };
}

function repair(moment: string, halt: (shop: ProxiedShop) => Halt): Cell<ProxiedShop> {
  return {
    fault: "SIGKILL",
    moment: `reconcile --repair: ${moment}`,
    expected: "when it runs again, it restores the rest",
    run: async (shop) => {
      const since = shop.accepted.size;
      await loseTwo(shop);
      await killAndRepeat(shop, { name: "reconcile", args: ["--repair"] }, halt(shop));
      await assertAllStored(shop, since);
      return await assertNothingLost(shop, { since, like: await plainRun(repairInPeace) });
    },
  };
}

const PRODUCTS = 10_000;

/**
 * Adds 20,000 events, and columns that disagree with them. Their product ids fit in no button, so the catalogue does
 * not show them.
 */
async function fillLog({ db }: ProxiedShop): Promise<void> {
  await sql`insert into products (product_id, title)
    select 'old-' || n, 'Lamp' from generate_series(1, ${PRODUCTS}::int) n
    on conflict (product_id) do update set telegram_cover_file_id = null`.execute(db);
  await sql`
    insert into image_events
      (product_id, version, event_id, batch_size, type, schema_version, image_type, data, metadata,
       slot, bot_id, value)
    select 'old-' || n, version, gen_random_uuid(), 1, 'TelegramFileIdCaptured', 1,
      case version when 1 then 'cover' else 'thumb' end,
      jsonb_build_object('botId', bot_id, 'fileId', 'file-' || n || '-' || version), '{"actor": "test"}',
      'captured', bot_id, 'file-' || n || '-' || version
    from generate_series(1, ${PRODUCTS}::int) n, generate_series(1, 2) version,
      image_projection_target
    on conflict do nothing`.execute(db);
}

async function countEmpty({ db }: ProxiedShop): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from products
    where product_id like 'old-%' and telegram_cover_file_id is null`.execute(db);
  return rows[0]!.count;
}

function replaying(
  moment: string,
  expected: string,
  haltAt: (shop: ProxiedShop) => Promise<Halt>,
): Cell<ProxiedShop> {
  return {
    fault: "SIGKILL",
    moment: `replay: ${moment}, in a log of 20,000 events`,
    expected,
    run: async (shop) => {
      const since = shop.accepted.size;
      await sellInPeace(shop);
      await fillLog(shop);
      assert.equal(await countEmpty(shop), PRODUCTS);
      await killAndRepeat(shop, { name: "replay", args: [] }, await haltAt(shop));
      assert.equal(await countEmpty(shop), 0);
      return await assertNothingLost(shop, { since, like: await plainRun(sellOneInPeace) });
    },
  };
}

/** Halts when the first part is done, before the second one. */
function haltBetweenParts(shop: ProxiedShop): Halt {
  const halt = haltAtStatement(shop, "replay_image_page", "before", 1);
  const reached = halt.reached.then(async () => {
    const left = await countEmpty(shop);
    assert.ok(left > 0 && left < PRODUCTS, `in the middle: ${left} are left`);
  });
  return { ...halt, reached };
}

/** Halts while the server has a part and waits for a lock before it writes. */
async function haltInPart(shop: ProxiedShop): Promise<Halt> {
  const lock = await holdLock(shop, "lock table products in exclusive mode");
  const reached = untilWaitingForLock(shop.admin).then(async () => {
    assert.equal(await countEmpty(shop), PRODUCTS, "nothing is written");
  });
  return { reached, release: () => void lock.release() };
}

const APPEND = "append_image_events";

/** A cell for each command that is killed at work. */
export function commandCells(): readonly Cell<ProxiedShop>[] {
  return [
    migration("at a put", (shop) => haltAtPut(shop, 3)),
    migration(
      "behind the puts, before an append",
      (shop) => haltAtStatement(shop, APPEND, "before"),
    ),
    migration("after an append", (shop) => haltAtStatement(shop, APPEND, "after")),
    repair("at a put", (shop) => haltAtPut(shop, 3)),
    replaying(
      "between its parts",
      "a part is done and stays; run again, it does the rest",
      (shop) => Promise.resolve(haltBetweenParts(shop)),
    ),
    replaying(
      "while the server works on a part",
      "the part is done as a whole or not at all; run again, it does the rest",
      haltInPart,
    ),
  ];
}
