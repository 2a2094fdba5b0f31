import * as v from "valibot";
import { changeImage } from "../product_images.ts";
import type { EventType } from "./event_type.ts";

/** The picture stands before all others of the product from then on. There is one event for each of its images. */
export const PicturePutFirst: EventType<"PicturePutFirst", Readonly<Record<never, never>>> = {
  name: "PicturePutFirst",
  schemaVersion: 3,
  data: v.strictObject({}),
  evolve: (state, imageType) =>
    changeImage(state, imageType, (image) => ({ ...image, putFirst: state.version + 1 })),
  project: () => ({ slot: "put_first" }),
  changesPicture: () => false,
};
