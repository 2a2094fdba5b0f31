import { type RawBuilder, sql } from "kysely";
import type { ImageType, ProjectedColumn } from "../domain/mod.ts";

/** The column of `image_projection` that says whether any event speaks of a projected column. */
export function knowsColumn({ imageType, kind }: ProjectedColumn): string {
  return `knows_${imageType}_${kind === "url" ? "url" : "file_id"}`;
}

/** SQL: whether any event speaks of where a picture lies. `productId` is SQL too. */
export function knowsAddress(
  productId: RawBuilder<unknown>,
  imageType: ImageType,
): RawBuilder<boolean> {
  return sql`exists (
    select from image_events e
    where e.product_id = ${productId} and e.image_type = ${imageType}
      and e.slot in ('uploaded', 'image_invalidated'))`;
}
