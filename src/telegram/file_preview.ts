import type { FetchOriginal, OriginalRefused } from "../pictures/mod.ts";
import { createSemaphore, release } from "../std/mod.ts";
import type { ImageRefusal, ImageRenderer } from "../imaging/mod.ts";

/** A file as the picture that it will be, a JPEG; or why there is none, or none now. */
export type FilePreview =
  | { readonly bytes: Uint8Array }
  | { readonly refused: OriginalRefused | ImageRefusal | "busy" };

/** While one file is rendered, the next is downloaded. No more originals than these, of 20 MiB at most, are in memory. */
const AT_ONCE = 2;
/** More than these would wait longer than anybody likes, and hold up the updates behind them. */
const MOST_WAITING = 20;

/** Makes the preview of the files that sellers send. It downloads and renders a few at a time, for all sellers together. */
export function createFilePreview(
  { fetchOriginal, renderer }: {
    readonly fetchOriginal: FetchOriginal;
    readonly renderer: ImageRenderer;
  },
): (fileId: string) => Promise<FilePreview> {
  const inTurn = createSemaphore(AT_ONCE);
  let taken = 0;

  async function look(fileId: string): Promise<FilePreview> {
    const original = await fetchOriginal(fileId);
    if ("refused" in original) return original;
    const rendered = await renderer.render(original.bytes)
      .finally(() => release(original.bytes));
    return "refused" in rendered ? rendered : { bytes: rendered.images.cover.bytes };
  }

  return async (fileId) => {
    if (taken >= AT_ONCE + MOST_WAITING) return { refused: "busy" };
    taken++;
    try {
      return await inTurn(() => look(fileId));
    } finally {
      taken--;
    }
  };
}
