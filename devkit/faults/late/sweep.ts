import assert from "node:assert/strict";
import { IMAGE_TYPES, picturesInOrder, viewOf } from "../../../src/domain/mod.ts";
import { loadImages } from "../../../src/event_log/mod.ts";
import { later } from "../../testing/repair.ts";
import { assertNothingLost, type Pictures } from "../invariants.ts";
import { whatIsLeft } from "../remains.ts";
import type { LateShop } from "./late_shop.ts";
import { lookAgain } from "./meanwhile.ts";

/**
 * Asserts that B2 has every picture of a product, or nothing of a deleted one after the second look of its erasing. Runs
 * reconcile as if two days had passed. Then asserts that the shop is right. `since` is the index of the cell's first
 * product.
 */
export async function assertRight(
  shop: LateShop,
  productId: string,
  since: number,
): Promise<Pictures> {
  if (shop.accepted.get(productId)!.deleted) {
    await lookAgain(shop, productId);
    assert.deepEqual(await whatIsLeft(shop, productId), [], "nothing is left after a second look");
  } else await assertStored(shop, productId);
  await shop.operator.repair({ deletes: ["orphaned", "superseded"], now: later });
  return await assertNothingLost(shop, { since });
}

/** Asserts that the log names every picture of a product, and that B2 has each. */
export async function assertStored({ db, store }: LateShop, productId: string): Promise<void> {
  const state = await loadImages(db, productId);
  for (const picture of picturesInOrder(state)) {
    const { images } = viewOf(state, picture);
    for (const { stored } of IMAGE_TYPES.map((imageType) => images[imageType])) {
      assert.ok(stored, "what was accepted is stored");
      assert.ok(await store.get(stored.key), `B2 has ${stored.key}`);
    }
  }
}
