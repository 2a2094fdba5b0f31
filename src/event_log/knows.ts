import { type RawBuilder, sql } from "kysely";
import {
  type DemandedColumn,
  FIRST_NUMBER,
  imageName,
  type ImageType,
  PICTURES_COLUMN,
  PROJECTED_COLUMNS,
  type ProjectedColumn,
} from "../domain/mod.ts";

/** The column of `image_projection` that says whether any event speaks of a projected column. */
export function knowsColumn({ imageType, kind }: ProjectedColumn): string {
  return `knows_${imageType}_${kind === "url" ? "url" : "file_id"}`;
}

/** The columns that the log demands, each with the column of `image_projection` that says whether any event speaks of it. */
export const DEMANDED_COLUMNS: readonly (readonly [DemandedColumn, string])[] = [
  ...PROJECTED_COLUMNS.map((each) => [each.column, knowsColumn(each)] as const),
  [PICTURES_COLUMN, "knows_pictures"],
];

/** What the log tells of where a picture lies, for {@link addressOf}. */
export interface KnownAddress {
  /** What brought the picture, such as `seller`. A repair keeps it. Absent for a picture that was removed. */
  readonly origin?: string;
  /** Absent for a picture that was removed. */
  readonly sha256?: string;
}

/**
 * SQL: the {@link KnownAddress} of a picture as JSON. NULL if no event speaks of it. `productId` is SQL too. `picture`: its
 * number, 1 if absent.
 */
export function addressOf(
  productId: RawBuilder<unknown>,
  imageType: ImageType,
  picture: number = FIRST_NUMBER,
): RawBuilder<KnownAddress | null> {
  const last = (condition: RawBuilder<unknown>) =>
    sql`(
      select e.data from image_events e
      where e.product_id = ${productId} and e.image_type = ${imageName(imageType, picture)}
        and e.slot in ('uploaded', 'image_invalidated') and ${condition}
      order by e.position desc limit 1)`;
  return sql`(
    select case when now_there.data is not null then jsonb_strip_nulls(jsonb_build_object(
      'origin', brought.data -> 'origin', 'sha256', now_there.data -> 'sha256')) end
    from (select ${last(sql`true`)} as data) now_there,
      (select ${last(sql`e.data ->> 'origin' is distinct from 'repair'`)} as data) brought)`;
}

/** SQL: whether any event speaks of where a picture lies. `productId` is SQL too. `picture`: its number. */
export function knowsAddress(
  productId: RawBuilder<unknown>,
  imageType: ImageType,
  picture: number,
): RawBuilder<boolean> {
  return sql`exists (
    select from image_events e
    where e.product_id = ${productId} and e.image_type = ${imageName(imageType, picture)}
      and e.slot in ('uploaded', 'image_invalidated'))`;
}

/**
 * SQL: whether any event speaks of what the URL column of an image holds. Otherwise an older shop wrote it there. Once a
 * picture was put first, the column is the log's, also if nothing tells where picture 1 lies. `productId` is SQL too.
 */
export function knowsUrlColumn(
  productId: RawBuilder<unknown>,
  imageType: ImageType,
): RawBuilder<boolean> {
  return sql`(${knowsAddress(productId, imageType, FIRST_NUMBER)} or exists (
    select from image_events e
    where e.product_id = ${productId} and e.slot = 'put_first'
      and (e.image_type = ${imageType} or starts_with(e.image_type, ${imageType + "."}))))`;
}
