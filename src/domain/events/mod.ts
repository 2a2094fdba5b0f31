/**
 * What can happen to a product's pictures: a file for each event type. It says what the type's data is, what it does to
 * the state, and what the SQL projection sees of it. A new type is a file here and its name in {@link EVENT_TYPES}.
 * @module
 */
import type { ImageType } from "../image_type.ts";
import type { ProductImages } from "../product_images.ts";
import type { EventType, Projected } from "./event_type.ts";
import { ImageDeleted } from "./image_deleted.ts";
import { ImageInvalidated } from "./image_invalidated.ts";
import { ImageLost } from "./image_lost.ts";
import { ImageUploadedToB2 } from "./image_uploaded_to_b2.ts";
import { TelegramFileIdCaptured } from "./telegram_file_id_captured.ts";

/** Every event type. */
export const EVENT_TYPES = [
  ImageUploadedToB2,
  TelegramFileIdCaptured,
  ImageInvalidated,
  ImageLost,
  ImageDeleted,
] as const;

type EventOf<Type> = Type extends EventType<infer Name, infer Data>
  ? { readonly type: Name; readonly imageType: ImageType; readonly data: Data }
  : never;

/** What can happen to a picture. The order of a product's events is their version: 1, 2, … */
export type ImageEvent = EventOf<(typeof EVENT_TYPES)[number]>;

const BY_NAME: ReadonlyMap<string, EventType> = new Map(
  EVENT_TYPES.map((type) => [type.name, type as EventType]),
);

/** Applies one event. Total: it throws for no event and no order of events. */
export function evolve(state: ProductImages, event: ImageEvent): ProductImages {
  const next = typeOf(event).evolve(state, event.imageType, event.data);
  return { ...next, version: state.version + 1 };
}

/** What the SQL projection sees of an event. */
export function project(event: ImageEvent): Projected {
  return typeOf(event).project(event.data);
}

/** Whether the product has another picture from this event on, or none. */
export function changesPicture(event: ImageEvent): boolean {
  return typeOf(event).changesPicture(event.data);
}

/** The schema version that an event is stored with. */
export function schemaVersionOf(event: ImageEvent): number {
  return typeOf(event).schemaVersion;
}

function typeOf({ type }: ImageEvent): EventType {
  return BY_NAME.get(type)!;
}
