import * as v from "valibot";
import type { StoredEvent } from "./logged_event.ts";
import { FIRST_NUMBER } from "./product_images.ts";

/** Reads an event of one schema version as one of the next. */
export type Upcast = (event: StoredEvent) => StoredEvent;

/** From the schema version of the key to the next one. */
export const UPCASTS: Readonly<Record<number, Upcast>> = {
  1: nameEnds,
  2: namePicture,
  // Until version 4, no event was of an original.
  3: (event) => event,
};

const EndOfPicture = v.object({ layer: v.literal("image"), reason: v.string() });

/**
 * Until version 2, the reason of an `ImageInvalidated` alone told that a product was deleted for good, or that a picture
 * was given up as lost.
 */
function nameEnds(event: StoredEvent): StoredEvent {
  if (event.type !== "ImageInvalidated" || !v.is(EndOfPicture, event.data)) return event;
  const { reason } = event.data;
  if (reason === "deleted_by_seller") return { ...event, type: "ImageDeleted", data: {} };
  if (/^object_(missing|altered): /.test(reason)) {
    return { ...event, type: "ImageLost", data: { reason } };
  }
  return event;
}

/** Until version 3, a product had one picture, and no event said which one it was of. */
function namePicture(event: StoredEvent): StoredEvent {
  return { ...event, picture: FIRST_NUMBER };
}
