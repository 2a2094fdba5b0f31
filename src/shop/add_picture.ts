import { type CommandOf, FIRST_NUMBER, type PlaceInAlbum } from "../domain/mod.ts";
import { accepted, type EventMetadata, execute, type Executed } from "../event_log/mod.ts";
import { lockOwnProduct, type NotOwn, type Ownership } from "./own_product.ts";
import { idOfPhoto, type PhotoDeps, storePhoto } from "./photo.ts";
import type { SellerPhoto } from "./picture_work.ts";
import { isOnlyInRow } from "./row_values.ts";

/** A further photo for a product that this seller has on sale. */
export interface PictureAddition extends Ownership {
  readonly photo: SellerPhoto;
  /** Where it stands in the album that it came with. */
  readonly album?: PlaceInAlbum | undefined;
  /** What led to it, for the event log, such as `update:7`. */
  readonly cause: string;
}

/**
 * Why a picture is not added. `too_many`: the product has ten. `same_picture`: it has this photo already.
 * `no_first_picture`: its only picture is lost, or an older shop's, and not imported yet. The seller can replace it.
 */
export interface NotAdded {
  readonly refused: "too_many" | "same_picture" | "no_first_picture";
}

/**
 * Adds a picture behind the others, or to its place in its album. `added`: its number. The photo shows at once; a job
 * stores it. Who has sold a product meanwhile may put it back: a late photo still follows its album.
 */
export async function addPicture(
  deps: PhotoDeps,
  { productId, sellerId, photo, album, cause }: PictureAddition,
): Promise<{ readonly added: number } | NotOwn | NotAdded> {
  const offSale = album !== undefined && album.others.length > 0;
  const notOwn = await lockOwnProduct(deps.tx, { productId, sellerId }, { offSale });
  if (notOwn !== undefined) return notOwn;
  if (await isOnlyInRow(deps.tx, productId)) return { refused: "no_first_picture" };
  const metadata = { actor: `seller:${sellerId}`, causationId: cause };
  return await appendPicture(deps, { productId, photo, album, metadata });
}

/** Appends a further picture to a product whose row is locked, and enqueues its storing. */
export async function appendPicture(
  deps: PhotoDeps,
  { productId, photo, album, metadata }: {
    readonly productId: string;
    readonly photo: SellerPhoto;
    readonly album?: PlaceInAlbum | undefined;
    readonly metadata: EventMetadata;
  },
): Promise<{ readonly added: number } | NotAdded> {
  const command = { type: "AddPicture", photo: idOfPhoto(photo), album } as const;
  const executed = await execute(deps.tx, productId, command, metadata);
  if (isNotAdded(executed)) return executed;
  const { events: [event], state } = accepted(executed);
  const { picture = FIRST_NUMBER } = event!;
  await storePhoto(deps, { productId, picture, photo, state });
  return { added: picture };
}

function isNotAdded(executed: Executed<CommandOf<"AddPicture">>): executed is NotAdded {
  if (!("refused" in executed)) return false;
  return executed.refused !== "deleted" && executed.refused !== "unknown_product";
}
