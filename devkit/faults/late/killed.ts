/**
 * Cells in which the writer is killed while its PUT is on the way. The PUT lands later, and nobody takes it back.
 * @module
 */
import assert from "node:assert/strict";
import { spawnScript } from "../../testing/command.ts";
import { endHeartbeats, STORING } from "../../testing/job_rows.ts";
import { keepLines } from "../../testing/log_files.ts";
import { later } from "../../testing/repair.ts";
import { until, within } from "../../testing/until.ts";
import type { Cell } from "../matrix.ts";
import { present } from "../served.ts";
import { versionsOf, whatIsLeft } from "../remains.ts";
import { sell, view } from "../steps.ts";
import { holdRequest } from "./halts.ts";
import type { LateShop } from "./late_shop.ts";
import { deleteForGood, endErasing, replaceAndStore } from "./meanwhile.ts";
import { ageThumb, inherit, inheritObject, loseEvents, loseOne, untilPutAway } from "./products.ts";
import { assertRight, assertStored } from "./sweep.ts";

/** A writer that is killed. */
interface Victim {
  readonly name: string;
  readonly imageType: "cover" | "thumb";
  /** Brings a product to where it has work. Undefined if it makes the product itself. */
  prepare(shop: LateShop): Promise<string | undefined>;
  /** Starts it. Returns its product, and a function that kills it. */
  start(
    shop: LateShop,
    productId?: string,
  ): Promise<{ readonly productId: string; kill(): Promise<void> }>;
}

function command(
  name: string,
  args: (shop: LateShop) => readonly string[],
  imageType: Victim["imageType"],
  prepare: (shop: LateShop) => Promise<string>,
): Victim {
  return {
    name: [name.replace("_", "-"), ...args({ legacyDir: "…" } as LateShop)].join(" "),
    imageType,
    prepare,
    start: (shop, productId = "") => {
      const child = spawnScript(name, { args: args(shop), env: shop.environment });
      const output = child.output();
      const kill = async () => {
        child.kill("SIGKILL");
        const { code, stderr } = await output;
        keepLines(new TextDecoder().decode(stderr));
        assert.equal(code, 137, "killed at work");
      };
      return Promise.resolve({ productId, kill });
    },
  };
}

const VICTIMS: readonly Victim[] = [
  {
    name: "store-image of a sale",
    imageType: "cover",
    prepare: () => Promise.resolve(undefined),
    start: async (shop) => {
      const productId = await sell(shop);
      const kill = async () => {
        await shop.kill();
        await shop.start();
      };
      return { productId, kill };
    },
  },
  command("reconcile", () => ["--repair"], "cover", (shop) => loseOne(shop, "cover")),
  command(
    "reconcile",
    () => ["--repair", "--adopt-orphans", "--grace-hours", "0"],
    "thumb",
    loseEvents,
  ),
  command("regenerate", () => ["--rendition", "thumb"], "thumb", ageThumb),
  command("migrate_images", ({ legacyDir }) => ["--root", legacyDir], "cover", inherit),
  command("migrate_images", () => ["--adopt"], "cover", inheritObject),
];

/** Kills a writer at its PUT, lets something happen, and lets the PUT land. Returns the product. */
async function killAndLand(
  shop: LateShop,
  { imageType, prepare, start }: Victim,
  meanwhile: (shop: LateShop, productId: string) => Promise<void>,
): Promise<string> {
  const prepared = await prepare(shop);
  const held = holdRequest(shop, { method: "PUT", keyPart: `/${imageType}-` });
  try {
    const { productId, kill } = await start(shop, prepared);
    try {
      await within(held.reached, "the put");
    } finally {
      await kill();
    }
    await meanwhile(shop, productId);
    const before = (await versionsOf(shop, productId)).length;
    held.release();
    await until("the late put", async () => (await versionsOf(shop, productId)).length > before);
    return productId;
  } finally {
    held.release();
  }
}

function deletion(victim: Victim): Cell<LateShop> {
  return {
    fault: "killed, and its product deleted for good",
    moment: `${victim.name}: its put lands after the erasing`,
    expected: "the second look of the erasing removes it",
    run: async (shop) => {
      const since = shop.accepted.size;
      const productId = await killAndLand(shop, victim, async (_, id) => {
        await deleteForGood(shop, id);
        await endErasing(shop, id);
        assert.deepEqual(await whatIsLeft(shop, id), [], "erased before the put lands");
      });
      return await assertRight(shop, productId, since);
    },
  };
}

function replacement(victim: Victim): Cell<LateShop> {
  return {
    fault: "killed, and its picture replaced",
    moment: `${victim.name}: its put lands after the replacement`,
    expected: "the new picture is shown; reconcile removes what landed",
    run: async (shop) => {
      const since = shop.accepted.size;
      const productId = await killAndLand(shop, victim, replaceAndStore);
      await shop.operator.repair({ adopts: true, now: later });
      assert.equal(await view(shop, productId), present(shop, productId), "nothing is adopted");
      return await assertRight(shop, productId, since);
    },
  };
}

/** Does what the killed writer has left undone. It needs nothing of what is still on its way. */
async function doAgain(shop: LateShop, productId: string): Promise<void> {
  await endHeartbeats(shop.db, STORING);
  await shop.operator.repair({ adopts: true, now: later });
  await shop.operator.migrate(true);
  await untilPutAway(shop, productId);
  await assertStored(shop, productId);
}

function restoration(victim: Victim): Cell<LateShop> {
  return {
    fault: "killed, and done again",
    moment: `${victim.name}: its put lands after the other one's`,
    expected: "the picture is stored once; what landed changes nothing",
    run: async (shop) => {
      const since = shop.accepted.size;
      const productId = await killAndLand(shop, victim, doAgain);
      return await assertRight(shop, productId, since);
    },
  };
}

/** Each writer, killed, while its product is deleted, its picture replaced, or its work done by another one. */
export function killedCells(): readonly Cell<LateShop>[] {
  return VICTIMS.flatMap((victim) =>
    [deletion, replacement, restoration].map((cellOf) => cellOf(victim))
  );
}
