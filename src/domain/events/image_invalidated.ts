import * as v from "valibot";
import { Text } from "../fields.ts";
import { changeImage, endImage } from "../product_images.ts";
import type { EventType } from "./event_type.ts";

/** What no longer serves: Telegram's `fileId` alone, or the picture as a whole. */
export type Invalidation =
  | { readonly layer: "telegram"; readonly reason: string; readonly fileId: string }
  | { readonly layer: "image"; readonly reason: string };

/**
 * A file id ends, because Telegram refused it; or the picture ends, because its seller replaces it. The reason is for
 * people: nothing may decide on it.
 */
export const ImageInvalidated: EventType<"ImageInvalidated", Invalidation> = {
  name: "ImageInvalidated",
  schemaVersion: 2,
  data: v.variant("layer", [
    v.strictObject({ layer: v.literal("telegram"), reason: Text, fileId: Text }),
    v.strictObject({ layer: v.literal("image"), reason: Text }),
  ]),
  evolve: (state, imageType, data) => {
    if (data.layer === "image") return endImage(state, imageType);
    return changeImage(state, imageType, (image) => ({
      ...image,
      fileIds: (image.fileIds ?? []).filter(({ fileId }) => fileId !== data.fileId),
      refusedIds: [...(image.refusedIds ?? []), data.fileId],
    }));
  },
  project: (data) =>
    data.layer === "image"
      ? { slot: "image_invalidated" }
      : { slot: "telegram_invalidated", value: data.fileId },
  changesPicture: ({ layer }) => layer === "image",
};
