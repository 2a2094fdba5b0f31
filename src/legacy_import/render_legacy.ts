import type { ImageType } from "../domain/mod.ts";
import {
  type ImageRenderer,
  inspectImage,
  MAX_ORIGINAL_BYTES,
  type RenderedImage,
} from "../imaging/mod.ts";
import { readLegacyFile } from "../storage/mod.ts";
import type { Semaphore } from "../std/mod.ts";
import { type FileSearch, type Left, leftBy } from "./outcome.ts";

/** The pictures of a legacy file, or why there are none. */
export type RenderedLegacy =
  | {
    readonly images: Readonly<Record<ImageType, RenderedImage>>;
    /** Where the file was found. */
    readonly search: FileSearch;
  }
  | { readonly left: Left };

/** The parts that render legacy files. */
export interface RenderLegacyDeps {
  /** The folder of the files. Files outside it are not read. */
  readonly root: string;
  readonly renderer: ImageRenderer;
  /** Limits the number of originals in memory. */
  readonly renderSlots: Semaphore;
}

/** Reads and renders a legacy file. */
export async function renderLegacy(deps: RenderLegacyDeps, path: string): Promise<RenderedLegacy> {
  return await deps.renderSlots(async () => {
    const original = await readOriginal(deps.root, path);
    if ("left" in original) return original;
    const rendered = await deps.renderer.render(original.bytes);
    const search = { file: path };
    if ("refused" in rendered) return { left: { ...leftBy(rendered.refused), ...search } };
    return { images: rendered.images, search };
  });
}

/** Reads a legacy file and inspects its header. Does not decode it. */
export async function inspectLegacy(
  deps: Pick<RenderLegacyDeps, "root" | "renderSlots">,
  path: string,
): Promise<{ readonly sizeBytes: number } | { readonly left: Left }> {
  return await deps.renderSlots(async () => {
    const original = await readOriginal(deps.root, path);
    if ("left" in original) return original;
    const inspected = inspectImage(original.bytes);
    if ("refused" in inspected) return { left: leftBy(inspected.refused) };
    return { sizeBytes: original.bytes.length };
  });
}

async function readOriginal(
  root: string,
  path: string,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer> } | { readonly left: Left }> {
  // The path is a URL such as `http://…`. Files are not fetched from the network.
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    return { left: { outcome: "unsupported", reason: "not_a_path" } };
  }
  const file = await readLegacyFile({ root, path, maxBytes: MAX_ORIGINAL_BYTES });
  return "refused" in file ? { left: leftBy(file.refused) } : file;
}
