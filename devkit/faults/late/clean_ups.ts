/**
 * Cells in which a clean-up deletes an object late, while a command makes a picture of it.
 * @module
 */
import assert from "node:assert/strict";
import { later } from "../../testing/repair.ts";
import { within } from "../../testing/until.ts";
import type { Cell } from "../matrix.ts";
import { holdRequest } from "./halts.ts";
import type { LateShop } from "./late_shop.ts";
import { halfImport, loseEvents } from "./products.ts";
import { assertRight } from "./sweep.ts";

/** A command that makes a picture of an object that no event names. */
interface Finder {
  readonly name: string;
  readonly says: string;
  prepare(shop: LateShop): Promise<string>;
  run(shop: LateShop): Promise<string>;
}

const FINDERS: readonly Finder[] = [{
  name: "migrate-images, two days after a killed one",
  says: "migrated",
  prepare: halfImport,
  run: ({ operator }) => operator.migrate(false, later),
}, {
  name: "reconcile --repair --adopt-orphans",
  says: "adopted",
  prepare: loseEvents,
  run: ({ operator }) => operator.repair({ adopts: true, now: later }),
}];

/** When the last object of a product was put. A listing of objects may say it less exactly. */
async function lastPut({ store }: LateShop, productId: string): Promise<Date> {
  const times: number[] = [];
  for await (const { key } of store.list(`products/${productId}/`)) {
    for (const { lastModified } of await store.versions(key)) times.push(lastModified.getTime());
  }
  return new Date(Math.max(...times));
}

function cellOf({ name, says, prepare, run }: Finder): Cell<LateShop> {
  return {
    fault: `${name} at the same time`,
    moment: "reconcile --delete-orphans: its deletion of an object is late",
    expected: "what was found is deleted; what was put stays",
    run: async (shop) => {
      const since = shop.accepted.size;
      const productId = await prepare(shop);
      const before = await lastPut(shop, productId);
      const keyPrefix = `products/${productId}/`;
      const held = holdRequest(shop, { method: "DELETE", keyPrefix });
      const cleaned = shop.operator.reconcile({
        deletes: ["orphaned"],
        graceMs: 0,
        now: () => before,
      });
      try {
        await within(Promise.race([held.reached, cleaned]), "the deletion");
        assert.equal(await within(run(shop), name), says);
      } finally {
        held.release();
      }
      assert.match(await cleaned, /deleted/);
      return await assertRight(shop, productId, since);
    },
  };
}

/** Each command that finds objects, while a clean-up deletes them. */
export function cleanUpCells(): readonly Cell<LateShop>[] {
  return FINDERS.map(cellOf);
}
