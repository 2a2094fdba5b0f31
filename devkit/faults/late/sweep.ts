import assert from "node:assert/strict";
import { isStored } from "../../../src/domain/mod.ts";
import { loadImages } from "../../../src/event_log/mod.ts";
import { later } from "../../testing/repair.ts";
import { assertNothingLost, type Pictures } from "../invariants.ts";
import type { LateShop } from "./late_shop.ts";
import { lookAgain } from "./meanwhile.ts";

/**
 * Runs the regular sweeps of a shop as if two days had passed: the second look of an erasing, and reconcile. Then
 * asserts that the shop is right. `since` is the index of the cell's first product.
 */
export async function assertRight(
  shop: LateShop,
  productId: string,
  since: number,
): Promise<Pictures> {
  const { deleted } = shop.accepted.get(productId)!;
  if (deleted) await lookAgain(shop, productId);
  await shop.operator.repair({ deletes: ["orphaned", "superseded"], now: later });
  if (!deleted) {
    assert.ok(isStored(await loadImages(shop.db, productId)), "what was accepted is stored");
  }
  return await assertNothingLost(shop, { since });
}
