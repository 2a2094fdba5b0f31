import type { FetchOriginal, OriginalRefused } from "../pictures/mod.ts";
import { createSemaphore } from "../std/mod.ts";
import type { ImageRefusal, ImageRenderer } from "../imaging/mod.ts";

/** What a file that was sent looks like as a picture, a JPEG; or why it is none, or not now. */
export type FilePreview =
  | { readonly bytes: Uint8Array }
  | { readonly refused: OriginalRefused | ImageRefusal | "busy" };

/** While one is rendered, the next is downloaded: no more originals than that are in memory, of 20 MiB at most each. */
const AT_ONCE = 2;
/** More than these would wait longer than anybody likes, and hold up the updates behind them. */
const MOST_WAITING = 20;

/** Makes what downloads and renders the files that sellers send, whoever they are, a few at a time. */
export function createFilePreview(
  { fetchOriginal, renderer }: {
    readonly fetchOriginal: FetchOriginal;
    readonly renderer: ImageRenderer;
  },
): (fileId: string) => Promise<FilePreview> {
  const gate = createSemaphore(AT_ONCE);
  let taken = 0;

  async function look(fileId: string): Promise<FilePreview> {
    const original = await fetchOriginal(fileId);
    if ("refused" in original) return original;
    const rendered = await renderer.render(original.bytes);
    return "refused" in rendered ? rendered : { bytes: rendered.images.cover.bytes };
  }

  return async (fileId) => {
    if (taken >= AT_ONCE + MOST_WAITING) return { refused: "busy" };
    taken++;
    try {
      return await gate(() => look(fileId));
    } finally {
      taken--;
    }
  };
}
