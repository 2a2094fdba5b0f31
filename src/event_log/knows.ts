import { type RawBuilder, sql } from "kysely";
import type { ImageType, ProjectedColumn } from "../domain/mod.ts";

/** The column of `image_projection` that says whether any event speaks of a projected column. */
export function knowsColumn({ imageType, kind }: ProjectedColumn): string {
  return `knows_${imageType}_${kind === "url" ? "url" : "file_id"}`;
}

/** What the log tells of where a picture lies, for {@link addressOf}. */
export interface KnownAddress {
  /** What brought the picture, such as `seller`. A repair keeps it. Absent for a picture that was removed. */
  readonly origin?: string;
  /** Absent for a picture that was removed. */
  readonly sha256?: string;
}

/** SQL: the {@link KnownAddress} of a picture as JSON. NULL if no event speaks of it. `productId` is SQL too. */
export function addressOf(
  productId: RawBuilder<unknown>,
  imageType: ImageType,
): RawBuilder<KnownAddress | null> {
  const last = (condition: RawBuilder<unknown>) =>
    sql`(
      select e.data from image_events e
      where e.product_id = ${productId} and e.image_type = ${imageType}
        and e.slot in ('uploaded', 'image_invalidated') and ${condition}
      order by e.position desc limit 1)`;
  return sql`(
    select case when now_there.data is not null then jsonb_strip_nulls(jsonb_build_object(
      'origin', brought.data -> 'origin', 'sha256', now_there.data -> 'sha256')) end
    from (select ${last(sql`true`)} as data) now_there,
      (select ${last(sql`e.data ->> 'origin' is distinct from 'repair'`)} as data) brought)`;
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
