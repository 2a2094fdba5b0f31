import { FIRST_NUMBER } from "../domain/mod.ts";
import { accepted, execute } from "../event_log/mod.ts";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { olderAddresses } from "./older_addresses.ts";
import { lockOwnProduct, type NotOwn, type Ownership } from "./own_product.ts";

/** One picture of a product that this seller has on sale. */
export interface OwnPicture extends Ownership {
  /** Its number, not its place. */
  readonly picture: number;
  /** What led to it, for the event log, such as `update:7`. */
  readonly cause: string;
}

/**
 * Removes a picture. If it was the first, the next one is. `removed`: its number, also if it was removed before.
 * `last_picture`: a product keeps its last one.
 */
export async function removePicture(
  { tx }: { readonly tx: DatabaseTransaction },
  { productId, sellerId, picture, cause }: OwnPicture,
): Promise<{ readonly removed: number } | NotOwn | { readonly refused: "last_picture" }> {
  const notOwn = await lockOwnProduct(tx, { productId, sellerId });
  if (notOwn !== undefined) return notOwn;
  const legacyValues = picture === FIRST_NUMBER ? await olderAddresses(tx, productId) : [];
  const executed = await execute(tx, productId, { type: "RemovePicture", picture }, {
    actor: `seller:${sellerId}`,
    causationId: cause,
    ...(legacyValues.length > 0 && { legacyValues }),
  });
  if ("refused" in executed && executed.refused === "last_picture") {
    return { refused: executed.refused };
  }
  accepted(executed);
  return { removed: picture };
}
