import { IMAGE_TYPES, imageName, picturesInOrder, viewOf } from "../domain/mod.ts";
import { loadImages } from "../event_log/mod.ts";
import { sha256Hex } from "../storage/mod.ts";
import { getIntact } from "./intact.ts";
import { type CopyHolder, restore, type Restored, type RestoringParts } from "./restore.ts";

/** What became of one image of a product. `intact`: B2 has its bytes already. */
export interface RestoredImage {
  /** Such as `cover`, or `cover.2` of picture 2. */
  readonly name: string;
  readonly outcome: "intact" | Restored["outcome"];
  /** Where the copy was that it was restored from. */
  readonly from?: CopyHolder;
}

/**
 * Looks whether B2 has all images of a product that the log says it has, and restores those that are missing or altered.
 * Each image is downloaded, so a product costs two requests for each of its pictures. Returns none if nothing was ever stored.
 *
 * @throws what made B2, Telegram or PostgreSQL fail: it is to be tried again.
 */
export async function restoreProduct(
  parts: RestoringParts,
  productId: string,
  by: { readonly actor: string; readonly correlationId: string },
): Promise<RestoredImage[]> {
  const state = await loadImages(parts.db, productId);
  const done: RestoredImage[] = [];
  for (const picture of picturesInOrder(state)) {
    for (const imageType of IMAGE_TYPES) {
      const { stored } = viewOf(state, picture).images[imageType];
      if (!stored) continue;
      const { key, sha256, sizeBytes } = stored;
      const name = imageName(imageType, picture);
      const bytes = await getIntact(parts.store, key);
      if (bytes !== undefined && sha256Hex(bytes) === sha256) {
        done.push({ name, outcome: "intact" });
        continue;
      }
      const lost = { productId, imageType, picture, sha256, sizeBytes };
      const restored = await restore(parts, { key, picture: lost, ...by });
      const from = "from" in restored ? { from: restored.from } : {};
      done.push({ name, outcome: restored.outcome, ...from });
    }
  }
  return done;
}
