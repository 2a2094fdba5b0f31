import { FIRST_NUMBER, picturesInOrder } from "../domain/mod.ts";
import { accepted, execute, loadImages } from "../event_log/mod.ts";
import { olderAddresses } from "./older_addresses.ts";
import { lockOwnProduct, type NotOwn, type Ownership } from "./own_product.ts";
import { idOfPhoto, type PhotoDeps, storePhoto } from "./photo.ts";
import type { SellerPhoto } from "./picture_work.ts";

/** A new photo for a product that this seller has on sale. */
export interface PhotoReplacement extends Ownership {
  readonly photo: SellerPhoto;
  /** The number of the picture that it replaces; the first one in order if absent. */
  readonly picture?: number | undefined;
  /** What led to it, for the event log, such as `update:7`. */
  readonly cause: string;
}

/**
 * Replaces a picture of a product, at its place. The new photo shows at once; a job stores it. `picture`: its number.
 * `removed`: the picture is not there any more.
 */
export async function replacePhoto(
  deps: PhotoDeps,
  { productId, sellerId, photo, cause, ...of }: PhotoReplacement,
): Promise<
  { readonly replaced: string; readonly picture: number } | NotOwn | { readonly refused: "removed" }
> {
  const { tx } = deps;
  const notOwn = await lockOwnProduct(tx, { productId, sellerId });
  if (notOwn !== undefined) return notOwn;
  const [first = FIRST_NUMBER] = picturesInOrder(await loadImages(tx, productId));
  const { picture = first } = of;
  const legacyValues = picture === FIRST_NUMBER ? await olderAddresses(tx, productId) : [];
  const executed = await execute(tx, productId, {
    type: "ReplaceImages",
    picture,
    reason: "replaced_by_seller",
    photo: idOfPhoto(photo),
  }, {
    actor: `seller:${sellerId}`,
    causationId: cause,
    ...(legacyValues.length > 0 && { legacyValues }),
  });
  if ("refused" in executed && executed.refused === "removed") return { refused: "removed" };
  await storePhoto(deps, { productId, picture, photo, state: accepted(executed).state });
  return { replaced: productId, picture };
}
