import * as v from "valibot";
import { endImage } from "../product_images.ts";
import type { EventType } from "./event_type.ts";

/** The seller has deleted the product for good, and this picture with it. There is one event for each picture. */
export const ImageDeleted: EventType<"ImageDeleted", Readonly<Record<never, never>>> = {
  name: "ImageDeleted",
  schemaVersion: 2,
  data: v.strictObject({}),
  evolve: (state, imageType) => ({
    ...endImage(state, imageType, { removed: true }),
    deleted: true,
  }),
  project: () => ({ slot: "image_invalidated", value: "removed" }),
  changesPicture: () => true,
};
