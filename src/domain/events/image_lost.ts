import * as v from "valibot";
import { Text } from "../fields.ts";
import { endImage } from "../product_images.ts";
import type { EventType } from "./event_type.ts";

/** Why a picture was given up, for people: nothing may decide on it. */
export interface Loss {
  readonly reason: string;
}

/** B2 has lost the picture, and no copy is left to restore it from. It is still the picture that the product had last. */
export const ImageLost: EventType<"ImageLost", Loss> = {
  name: "ImageLost",
  schemaVersion: 2,
  data: v.strictObject({ reason: Text }),
  evolve: (state, imageType) => endImage(state, imageType),
  project: () => ({ slot: "image_invalidated" }),
  changesPicture: () => false,
};
