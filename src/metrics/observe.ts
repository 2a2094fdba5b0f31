import type { Api } from "grammy";
import type { ImageRenderer, RenderOptions } from "../imaging/mod.ts";
import type { CountPicture, TelegramFileIds } from "../pictures/mod.ts";
import type { ObjectStoreOptions } from "../storage/mod.ts";
import type { Note } from "./instruments.ts";

/** Notes each picture that is shown, and each that is uploaded. */
export function countPictures(note: Note): CountPicture {
  return ({ rung, ms, bytesToTelegram }) => {
    if (ms !== undefined) note("vitrine_picture_shown_seconds", ms / 1000, { rung });
    if (bytesToTelegram === 0) return;
    note("vitrine_telegram_uploads_total", 1, { rung });
    note("vitrine_telegram_uploaded_bytes_total", bytesToTelegram, { rung });
  };
}

/** Notes each file id that is captured. */
export function observeFileIds(fileIds: TelegramFileIds, note: Note): TelegramFileIds {
  return {
    ...fileIds,
    saveTelegramFileId: async (...given) => {
      const executed = await fileIds.saveTelegramFileId(...given);
      if (!("refused" in executed) && executed.events.length > 0) {
        note("vitrine_file_ids_captured_total", 1);
      }
      return executed;
    },
  };
}

/** Notes how long pictures take to render, and each stage of it. */
export function observeRenderer(renderer: ImageRenderer, note: Note): ImageRenderer {
  return {
    render: async (original, options) => {
      const onStage: RenderOptions["onStage"] = (stage, ms) =>
        note("vitrine_render_stage_seconds", ms / 1000, { stage });
      const started = performance.now();
      let outcome = "failed";
      try {
        const rendered = await renderer.render(original, { ...options, onStage });
        outcome = "refused" in rendered ? "refused" : "rendered";
        return rendered;
      } finally {
        note("vitrine_render_seconds", (performance.now() - started) / 1000, { outcome });
      }
    },
  };
}

/** Notes each call to B2, and its bytes. */
export function observeB2(note: Note): NonNullable<ObjectStoreOptions["onCall"]> {
  return ({ operation, status, bytes, ms }) => {
    note("vitrine_b2_call_seconds", ms / 1000, { operation, status });
    if (bytes > 0) note("vitrine_b2_bytes_total", bytes, { operation, status });
  };
}

/** Notes what Telegram refuses. `classOf` gives the class of an answer. */
export function observeRefusals(
  api: Api,
  classOf: (answer: { error_code: number; description: string }) => string,
  note: Note,
): void {
  api.config.use(async (call, method, payload, signal) => {
    const answer = await call(method, payload, signal);
    if (!answer.ok) note("vitrine_telegram_refusals_total", 1, { class: classOf(answer) });
    return answer;
  });
}
