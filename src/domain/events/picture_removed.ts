import * as v from "valibot";
import { endImage } from "../product_images.ts";
import type { EventType } from "./event_type.ts";

/** The seller removed the picture, and the product stays. There is one event for each of its images. */
export const PictureRemoved: EventType<"PictureRemoved", Readonly<Record<never, never>>> = {
  name: "PictureRemoved",
  schemaVersion: 3,
  data: v.strictObject({}),
  evolve: (state, imageType) => endImage(state, imageType, { removed: true }),
  project: () => ({ slot: "image_invalidated", value: "removed" }),
  changesPicture: () => true,
};
