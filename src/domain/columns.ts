import { byImage, IMAGE_TYPES, type ImageType, PICTURES } from "./image_type.ts";
import { fileIdOf, FIRST_NUMBER, type ImageState, type ProductImages } from "./product_images.ts";
import { imagesOf, lastPutFirst } from "./several_pictures.ts";

/** What a projected column holds: the picture's URL, or the running bot's file id. */
export type ColumnKind = keyof (typeof PICTURES)[ImageType]["columns"];

/** A projected column of `products`. */
export type ImageColumn = (typeof PICTURES)[ImageType]["columns"][ColumnKind];

/** The projected columns of `products`; undefined where no event speaks of the column. */
export type ImageColumns = Readonly<Record<ImageColumn, string | null | undefined>>;

/** One projected column, and which picture it belongs to. */
export interface ProjectedColumn {
  readonly column: ImageColumn;
  readonly imageType: ImageType;
  readonly kind: ColumnKind;
}

const KINDS = ["url", "fileId"] as const satisfies readonly ColumnKind[];

/** Every projected column: first the URLs, then the file ids. */
export const PROJECTED_COLUMNS: readonly ProjectedColumn[] = KINDS.flatMap((kind) =>
  IMAGE_TYPES.map((imageType) => ({ kind, imageType, column: PICTURES[imageType].columns[kind] }))
);

/** The columns of one kind. */
export function columnsOfKind(kind: ColumnKind): ImageColumn[] {
  return PROJECTED_COLUMNS.filter((each) => each.kind === kind).map((each) => each.column);
}

/** What the columns say of one picture. */
export interface ProjectedImage {
  /** An `https://` URL in our bucket, a foreign one, a legacy local path, or null. */
  readonly url: string | null;
  /** The running bot's file id, or null. */
  readonly fileId: string | null;
}

/** Reads the columns of a row by picture. */
export function projectedImages(
  row: Readonly<Record<ImageColumn, string | null>>,
): Readonly<Record<ImageType, ProjectedImage>> {
  return byImage((imageType) => {
    const { url, fileId } = PICTURES[imageType].columns;
    return { url: row[url], fileId: row[fileId] };
  });
}

/** What the columns are built for. */
export interface ProjectionTarget {
  /** The columns hold the file ids of this bot. */
  readonly botId: number;
  /** The base of the URLs, without a slash at its end. */
  readonly publicUrl: string;
}

/** A record by projected column, with one value for each. */
export function byColumn<T>(
  make: (column: ProjectedColumn) => T,
): Readonly<Record<ImageColumn, T>> {
  const values: Partial<Record<ImageColumn, T>> = {};
  for (const each of PROJECTED_COLUMNS) values[each.column] = make(each);
  return values as Record<ImageColumn, T>;
}

/** What the columns must hold in a state: the first picture. `image_projection` says the same in SQL. */
export function columnsOf(state: ProductImages, target: ProjectionTarget): ImageColumns {
  // As long as no picture was put first, picture 1 is. After that, a column holds nothing that was there before.
  const first = lastPutFirst(state);
  const images = imagesOf(state, first ?? FIRST_NUMBER);
  return byColumn(({ imageType, kind }) => {
    const held = heldBy(images[imageType], kind, target);
    return first === undefined ? held : held ?? null;
  });
}

/** What a column of this kind holds of an image; undefined where no event speaks of it. */
export function heldBy(
  image: ImageState,
  kind: ColumnKind,
  { botId, publicUrl }: ProjectionTarget,
): string | null | undefined {
  return kind === "url" ? urlOf(image, publicUrl) : idOf(image, botId);
}

function urlOf(image: ImageState, publicUrl: string): string | null | undefined {
  return image.stored ? `${publicUrl}/${image.stored.key}` : image.stored;
}

function idOf(image: ImageState, botId: number): string | null | undefined {
  if (image.fileIds === undefined) return undefined;
  return fileIdOf(image, botId)?.fileId ?? null;
}
