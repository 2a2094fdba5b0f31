import { accepted, execute } from "../event_log/mod.ts";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { lockOwnProduct, type NotOwn } from "./own_product.ts";
import type { OwnPicture } from "./remove_picture.ts";
import { isOnlyInRow } from "./row_values.ts";

/**
 * Puts a picture before the others, which keep their order. `first`: its number. `removed`: it is not there any more.
 * `no_first_picture`: the first one is an older shop's, and not imported yet. It would be lost.
 */
export async function putPictureFirst(
  { tx }: { readonly tx: DatabaseTransaction },
  { productId, sellerId, picture, cause }: OwnPicture,
): Promise<
  { readonly first: number } | NotOwn | { readonly refused: "removed" | "no_first_picture" }
> {
  const notOwn = await lockOwnProduct(tx, { productId, sellerId });
  if (notOwn !== undefined) return notOwn;
  if (await isOnlyInRow(tx, productId)) return { refused: "no_first_picture" };
  const metadata = { actor: `seller:${sellerId}`, causationId: cause };
  const executed = await execute(tx, productId, { type: "PutPictureFirst", picture }, metadata);
  if ("refused" in executed && executed.refused === "removed") return { refused: "removed" };
  accepted(executed);
  return { first: picture };
}
