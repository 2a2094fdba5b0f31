/**
 * Cells in which the erasing of a product is halted, while an operator's command runs.
 * @module
 */
import assert from "node:assert/strict";
import { objectKey } from "../../../src/domain/mod.ts";
import { sha256Hex } from "../../../src/storage/mod.ts";
import { within } from "../../testing/until.ts";
import type { Cell } from "../matrix.ts";
import { whatIsLeft } from "../remains.ts";
import { holdRequest } from "./halts.ts";
import type { LateShop } from "./late_shop.ts";
import { deleteForGood, endErasing, lookAgain, type Meanwhile, OTHERS } from "./meanwhile.ts";
import { sellAndStore } from "./products.ts";
import { assertRight } from "./sweep.ts";

/** The two looks of an erasing. Each leads to a request that deletes an object. */
interface Look {
  readonly name: string;
  prepare(shop: LateShop, productId: string): Promise<unknown>;
  run(shop: LateShop, productId: string): Promise<unknown>;
}

const LOOKS: readonly [Look, Look] = [{
  name: "erase-product",
  prepare: () => Promise.resolve(),
  run: async (shop, productId) => {
    await deleteForGood(shop, productId);
    await endErasing(shop, productId);
  },
}, {
  name: "erase-again",
  prepare: async (shop, productId) => {
    await deleteForGood(shop, productId);
    const bytes = new TextEncoder().encode(`late ${productId}`);
    const sha256 = sha256Hex(bytes);
    await shop.store.put(objectKey(productId, "cover", sha256), bytes, { sha256 });
  },
  run: lookAgain,
}];

function erasing(look: Look, { name, run }: Meanwhile): Cell<LateShop> {
  return {
    fault: `${name} at the same time`,
    moment: `${look.name}: its deletion of an object is late`,
    expected: "nothing is left",
    run: async (shop) => {
      const since = shop.accepted.size;
      const productId = await sellAndStore(shop, 3);
      await look.prepare(shop, productId);
      const keyPrefix = `products/${productId}/`;
      const held = holdRequest(shop, { method: "DELETE", keyPrefix });
      const erased = look.run(shop, productId);
      try {
        await within(Promise.race([held.reached, erased]), "the halt");
        await within(run(shop, productId), name);
      } finally {
        held.release();
      }
      await erased;
      assert.deepEqual(await whatIsLeft(shop, productId), []);
      return await assertRight(shop, productId, since);
    },
  };
}

/** Both looks of an erasing, while each command runs. */
export function erasingCells(): readonly Cell<LateShop>[] {
  const [first] = LOOKS;
  const again: Meanwhile = { name: "erase-again", run: lookAgain };
  return [
    ...LOOKS.flatMap((look) => OTHERS.map((other) => erasing(look, other))),
    erasing(first, again),
  ];
}
