import type { CapturedFileId } from "./captured_file_id.ts";
import {
  byImage,
  IMAGE_TYPES,
  type ImageType,
  MAIN_IMAGE,
  type ObjectType,
  ORIGINAL,
} from "./image_type.ts";
import type { StoredImage } from "./stored_image.ts";

/** What the log says of one picture of a product. */
export interface ImageState {
  /** What B2 holds; null once it no longer counts; undefined as long as no event spoke of it. */
  readonly stored: StoredImage | null | undefined;
  /** At most one file id a bot; undefined as long as no event spoke of any. */
  readonly fileIds: readonly CapturedFileId[] | undefined;
  /** The file ids that Telegram has refused since the picture ended last; absent if there are none. */
  readonly refusedIds?: readonly string[];
  /** How often the picture has ended. A job that began before the last end is told by its lower number. */
  readonly generation: number;
  /** The version of the event that last put it before the other pictures; absent if none did. */
  readonly putFirst?: number;
  /** It ended for good: the seller removed its picture, or deleted the product. */
  readonly removed?: true;
}

/** The sizes of a picture, and its original if any event speaks of it. */
export type PictureImages = Readonly<Record<ImageType, ImageState>> & {
  readonly [ORIGINAL]?: ImageState;
};

/** The write model of a product's pictures: the left fold of its events. */
export interface ProductImages {
  /** The version of the last event; 0 before the first. */
  readonly version: number;
  /** The product was deleted for good. The log takes no picture of it any more. */
  readonly deleted?: true;
  /** Of picture 1: the only one of most products. */
  readonly images: PictureImages;
  /** Of the other pictures, by their numbers: 2, 3, … in the order in which they were added. */
  readonly further?: Readonly<Record<number, PictureImages>>;
}

/** The number of the picture that a product begins with. Events and commands that name no picture are of this one. */
export const FIRST_NUMBER = 1;

const UNSPOKEN: ImageState = { stored: undefined, fileIds: undefined, generation: 0 };

/** A product of which no event speaks. */
export const initialState: ProductImages = { version: 0, images: byImage(() => UNSPOKEN) };

/** The state with one picture changed. */
export function changeImage(
  state: ProductImages,
  imageType: ObjectType,
  change: (image: ImageState) => ImageState,
): ProductImages {
  const image = state.images[imageType] ?? UNSPOKEN;
  return { ...state, images: { ...state.images, [imageType]: change(image) } };
}

/**
 * The state with one picture ended: neither B2 nor a file id shows it any more. `removed`: it ended for good, and is none of
 * the product's pictures from then on.
 */
export function endImage(
  state: ProductImages,
  imageType: ObjectType,
  { removed = false } = {},
): ProductImages {
  return changeImage(state, imageType, ({ generation, putFirst }) => ({
    stored: null,
    fileIds: [],
    generation: generation + 1,
    ...(putFirst !== undefined && { putFirst }),
    ...(removed && { removed }),
  }));
}

/** The file id by which this bot may send the picture. */
export function fileIdOf(state: ImageState, botId: number): CapturedFileId | undefined {
  return state.fileIds?.find((captured) => captured.botId === botId);
}

/** Whether the log knows no main picture that could be shown: neither an object nor any bot's file id. */
export function lacksPicture({ images }: ProductImages): boolean {
  const { stored, fileIds = [] } = images[MAIN_IMAGE];
  return !stored && fileIds.length === 0;
}

/** Whether B2 holds every picture of the product. */
export function isStored({ images }: ProductImages): boolean {
  return IMAGE_TYPES.every((imageType) => images[imageType].stored);
}

/** What of the picture can end: its sizes, and its original if B2 holds one. */
export function objectTypesOf({ images }: ProductImages): ObjectType[] {
  return images[ORIGINAL]?.stored ? [...IMAGE_TYPES, ORIGINAL] : [...IMAGE_TYPES];
}

/** The generation of the product's pictures: that of the main one, see {@link ImageState}. */
export function generationOf({ images }: ProductImages): number {
  return images[MAIN_IMAGE].generation;
}
