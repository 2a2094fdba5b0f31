import { type CapturedFileId, CapturedFileIdData } from "../captured_file_id.ts";
import { changeImage } from "../product_images.ts";
import type { EventType } from "./event_type.ts";

/** A bot may send the picture by this file id, and by no earlier one. */
export const TelegramFileIdCaptured: EventType<"TelegramFileIdCaptured", CapturedFileId> = {
  name: "TelegramFileIdCaptured",
  schemaVersion: 1,
  data: CapturedFileIdData,
  evolve: (state, imageType, captured) =>
    changeImage(state, imageType, (image) => {
      const others = (image.fileIds ?? []).filter(({ botId }) => botId !== captured.botId);
      return { ...image, fileIds: [...others, captured] };
    }),
  project: ({ botId, fileId }) => ({ slot: "captured", value: fileId, botId }),
  changesPicture: () => false,
};
