import { changeImage } from "../product_images.ts";
import { type StoredImage, StoredImageData } from "../stored_image.ts";
import type { EventType } from "./event_type.ts";

/** The picture is in B2. The file ids of what was there before end. */
export const ImageUploadedToB2: EventType<"ImageUploadedToB2", StoredImage> = {
  name: "ImageUploadedToB2",
  schemaVersion: 1,
  data: StoredImageData,
  evolve: (state, imageType, stored) =>
    changeImage(state, imageType, (image) => ({ ...image, stored, fileIds: [] })),
  project: ({ key }) => ({ slot: "uploaded", value: key }),
  changesPicture: ({ origin }) => origin !== "repair",
};
