/**
 * What can happen to a product's pictures: a file for each event type. It says what the type's data is, what it does to
 * the state, and what the SQL projection sees of it. A new type is a file here and its name in {@link EVENT_TYPES}.
 * @module
 */
import { type ObjectType, ORIGINAL } from "../image_type.ts";
import { FIRST_NUMBER, type ProductImages } from "../product_images.ts";
import { viewOf, wholeOf } from "../several_pictures.ts";
import type { EventType, Projected } from "./event_type.ts";
import { ImageDeleted } from "./image_deleted.ts";
import { ImageInvalidated } from "./image_invalidated.ts";
import { ImageLost } from "./image_lost.ts";
import { ImageUploadedToB2 } from "./image_uploaded_to_b2.ts";
import { PicturePutFirst } from "./picture_put_first.ts";
import { PictureRemoved } from "./picture_removed.ts";
import { TelegramFileIdCaptured } from "./telegram_file_id_captured.ts";

/** Every event type. */
export const EVENT_TYPES = [
  ImageUploadedToB2,
  TelegramFileIdCaptured,
  ImageInvalidated,
  ImageLost,
  ImageDeleted,
  PicturePutFirst,
  PictureRemoved,
] as const;

type EventOf<Type> = Type extends EventType<infer Name, infer Data> ? {
    readonly type: Name;
    readonly imageType: ObjectType;
    /** The number of the picture if it is not 1; see {@link FIRST_NUMBER}. */
    readonly picture?: number;
    readonly data: Data;
  }
  : never;

/** What can happen to a picture. The order of a product's events is their version: 1, 2, … */
export type ImageEvent = EventOf<(typeof EVENT_TYPES)[number]>;

const BY_NAME: ReadonlyMap<string, EventType> = new Map(
  EVENT_TYPES.map((type) => [type.name, type as EventType]),
);

/** Applies one event. Total: it throws for no event and no order of events. */
export function evolve(state: ProductImages, event: ImageEvent): ProductImages {
  const { picture = FIRST_NUMBER, imageType, data } = event;
  const next = typeOf(event).evolve(viewOf(state, picture), imageType, data);
  return { ...wholeOf(state, picture, next), version: state.version + 1 };
}

/** What the SQL projection sees of an event. */
export function project(event: ImageEvent): Projected {
  return typeOf(event).project(event.data);
}

/** Whether the product has another picture from this event on, or none. */
export function changesPicture(event: ImageEvent): boolean {
  return typeOf(event).changesPicture(event.data);
}

/** The schema version in which an event could name its picture first. */
const NAMES_PICTURE = 3;
/** The schema version in which an event could be of an original first. */
const NAMES_ORIGINAL = 4;

/**
 * The schema version that an event is stored with. An event of picture 1 is stored as before there were several, one of a
 * size as before there were originals.
 */
export function schemaVersionOf(event: ImageEvent): number {
  const { schemaVersion } = typeOf(event);
  if (event.imageType === ORIGINAL) return NAMES_ORIGINAL;
  return event.picture === undefined ? schemaVersion : Math.max(schemaVersion, NAMES_PICTURE);
}

function typeOf({ type }: ImageEvent): EventType {
  return BY_NAME.get(type)!;
}
