import {
  byColumn,
  columnsOf,
  heldBy,
  type ImageColumn,
  type ImageColumns,
  type ProjectedImage,
  projectedImages,
  type ProjectionTarget,
} from "./columns.ts";
import type { ImageType } from "./image_type.ts";
import { FIRST_NUMBER, type ProductImages } from "./product_images.ts";
import { imagesOf, picturesInOrder } from "./several_pictures.ts";

/**
 * The projected column of `products` that holds every picture in order, as JSON: an array of {@link PictureInOrder}. It
 * is NULL as long as no event speaks of a further picture, and for a product that was deleted for good.
 */
export const PICTURES_COLUMN = "pictures_in_order";

/** A column of `products` that the log demands. */
export type DemandedColumn = ImageColumn | typeof PICTURES_COLUMN;

/** What the log demands; undefined where no event speaks of the column. The pictures are a {@link picturesText}. */
export type DemandedColumns = ImageColumns & { readonly [PICTURES_COLUMN]: string | null };

/** What {@link PICTURES_COLUMN} says of a picture: its number, and what the four columns would hold if it were the first. */
export type PictureInOrder =
  & { readonly picture: number }
  & Readonly<Record<ImageColumn, string | null>>;

/** One picture of a product, as the columns have it. */
export interface ProductPicture {
  /** Its number, which it keeps: 1, 2, 3, … in the order in which the pictures were added. It is not its place. */
  readonly picture: number;
  readonly images: Readonly<Record<ImageType, ProjectedImage>>;
}

/** What {@link PICTURES_COLUMN} must hold in a state. `image_projection` says the same in SQL. */
export function picturesColumnOf(
  state: ProductImages,
  target: ProjectionTarget,
): readonly PictureInOrder[] | null {
  if (state.further === undefined) return null;
  const living = picturesInOrder(state).map((picture) => ({
    picture,
    ...byColumn(({ imageType, kind }) =>
      heldBy(imagesOf(state, picture)[imageType], kind, target) ?? null
    ),
  }));
  return living.length === 0 ? null : living;
}

/** What all columns must hold in a state. */
export function demandedBy(state: ProductImages, target: ProjectionTarget): DemandedColumns {
  const pictures = picturesText(picturesColumnOf(state, target));
  return { ...columnsOf(state, target), [PICTURES_COLUMN]: pictures };
}

/** The pictures as one text, for comparing and for people. Equal pictures have equal texts. */
export function picturesText(pictures: readonly PictureInOrder[] | null): string | null {
  if (pictures === null) return null;
  const ordered = pictures.map(({ picture, ...columns }) => ({
    picture,
    ...byColumn(({ column }) => columns[column]),
  }));
  return JSON.stringify(ordered);
}

/** Reads all pictures of a row, the first one first: never none. The first one is that of the four columns. */
export function projectedPictures(
  row: Readonly<Record<ImageColumn, string | null>> & {
    readonly [PICTURES_COLUMN]: readonly PictureInOrder[] | null;
  },
): readonly [ProductPicture, ...ProductPicture[]] {
  const [first, ...others] = row[PICTURES_COLUMN] ?? [];
  const further = others.map((each) => ({ picture: each.picture, images: projectedImages(each) }));
  return [{ picture: first?.picture ?? FIRST_NUMBER, images: projectedImages(row) }, ...further];
}
