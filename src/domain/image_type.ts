/** What sets one picture of a product apart from the others. */
interface Picture {
  /** A smaller original is never enlarged. */
  readonly longestSidePx: number;
  /** The columns of `products` that hold its URL and the running bot's file id. */
  readonly columns: { readonly url: string; readonly fileId: string };
}

/** The pictures of a product. A further one is an entry here, and a migration for its columns. */
export const PICTURES = {
  cover: {
    longestSidePx: 1280,
    columns: { url: "cover_image_url", fileId: "telegram_cover_file_id" },
  },
  thumb: {
    longestSidePx: 800,
    columns: { url: "thumbnail_url", fileId: "telegram_thumb_file_id" },
  },
} as const satisfies Readonly<Record<string, Picture>>;

/** The name of one picture of a product; also the value of `image_events.image_type`. */
export type ImageType = keyof typeof PICTURES;

/** Every picture of a product, the main one first. */
export const IMAGE_TYPES = Object.keys(PICTURES) as readonly ImageType[];

/** The picture that the others are made of. A product without it has no picture. */
export const MAIN_IMAGE = "cover" satisfies ImageType;

/** What a picture was made of, as its seller sent it. It is stored, but never shown: no column holds it. */
export const ORIGINAL = "original";

/** What an object of the bucket may be: a size of a picture, or its original. */
export type ObjectType = ImageType | typeof ORIGINAL;

/** A record by picture, with one value for each. */
export function byImage<T>(make: (imageType: ImageType) => T): Readonly<Record<ImageType, T>> {
  const values = IMAGE_TYPES.map((imageType) => [imageType, make(imageType)]);
  return Object.fromEntries(values);
}

/** As {@link byImage}, for values that take time: one is made after the other, and none after one that fails. */
export async function byImageInTurn<T>(
  make: (imageType: ImageType) => Promise<T>,
): Promise<Readonly<Record<ImageType, T>>> {
  const values: [ImageType, T][] = [];
  for (const imageType of IMAGE_TYPES) values.push([imageType, await make(imageType)]);
  return Object.fromEntries(values) as Record<ImageType, T>;
}
