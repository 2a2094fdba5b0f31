import { unreachable } from "../errors.ts";
import {
  type CapturedFileId,
  DELETED_BY_SELLER,
  type ImageEvent,
  type Invalidation,
  type StoredImage,
} from "./events.ts";
import { byImage, IMAGE_TYPES, type ImageType, MAIN_IMAGE } from "./image_type.ts";

/** What the log says of one picture of a product. */
export interface ImageState {
  /** What B2 holds; null once it no longer counts; undefined as long as no event spoke of it. */
  readonly stored: StoredImage | null | undefined;
  /** One file id a bot; undefined as long as no event spoke of any. */
  readonly fileIds: readonly CapturedFileId[] | undefined;
  /** How often the picture was replaced or removed: work begun for an earlier one is told by it. */
  readonly generation: number;
}

/** The write model of a product's pictures: the left fold of its events. */
export interface ProductImages {
  /** The version of the last event; 0 before the first. */
  readonly version: number;
  /** The product was deleted for good: no picture of it is taken into the log any more. */
  readonly deleted?: true;
  readonly images: Readonly<Record<ImageType, ImageState>>;
}

const UNSPOKEN: ImageState = { stored: undefined, fileIds: undefined, generation: 0 };

/** A product of which no event speaks. */
export const initialState: ProductImages = { version: 0, images: byImage(() => UNSPOKEN) };

/** Applies one event. Total: it throws for no event and no order of events. */
export function evolve(state: ProductImages, event: ImageEvent): ProductImages {
  const image = evolveImage(state.images[event.imageType], event);
  const images = { ...state.images, [event.imageType]: image };
  const next = { ...state, version: state.version + 1, images };
  return isDeletion(event) ? { ...next, deleted: true } : next;
}

function isDeletion({ data }: ImageEvent): boolean {
  return "layer" in data && data.layer === "image" && data.reason === DELETED_BY_SELLER;
}

function evolveImage(state: ImageState, event: ImageEvent): ImageState {
  switch (event.type) {
    case "ImageUploadedToB2":
      return { ...state, stored: event.data, fileIds: [] };
    case "TelegramFileIdCaptured":
      return { ...state, fileIds: [...others(state, event.data.botId), event.data] };
    case "ImageInvalidated":
      return invalidate(state, event.data);
    default:
      return unreachable(event);
  }
}

function others(state: ImageState, botId: number): readonly CapturedFileId[] {
  return (state.fileIds ?? []).filter((captured) => captured.botId !== botId);
}

function invalidate(state: ImageState, data: Invalidation): ImageState {
  if (data.layer === "image") {
    return { stored: null, fileIds: [], generation: state.generation + 1 };
  }
  return {
    ...state,
    fileIds: (state.fileIds ?? []).filter((captured) => captured.fileId !== data.fileId),
  };
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

/** How often the product's picture was replaced or removed; see {@link ImageState}. */
export function generationOf({ images }: ProductImages): number {
  return images[MAIN_IMAGE].generation;
}
