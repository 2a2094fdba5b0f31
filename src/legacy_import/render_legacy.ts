import type { ImageType } from "../domain/mod.ts";
import {
  type ImageRenderer,
  inspectImage,
  MAX_ORIGINAL_BYTES,
  type RenderedImage,
} from "../imaging/mod.ts";
import type { Semaphore } from "../std/mod.ts";
import type { LegacyFiles } from "./paths/legacy_files.ts";
import { type FileSearch, type Left, leftBy } from "./outcome.ts";

/** The pictures of a legacy file, or why there are none. */
export type RenderedLegacy =
  | {
    readonly images: Readonly<Record<ImageType, RenderedImage>>;
    /** What the column holds. */
    readonly value: string;
    /** Where the file was found. */
    readonly search: FileSearch;
  }
  | { readonly left: Left };

/** The parts that render legacy files. */
export interface RenderLegacyDeps {
  /** The files of the legacy shop. */
  readonly files: LegacyFiles;
  readonly renderer: ImageRenderer;
  /** Limits the number of originals in memory. */
  readonly renderSlots: Semaphore;
}

/** Reads and renders the file that a value means. */
export async function renderLegacy(deps: RenderLegacyDeps, value: string): Promise<RenderedLegacy> {
  return await deps.renderSlots(async () => {
    const original = await deps.files.read(value, MAX_ORIGINAL_BYTES);
    if ("left" in original) return original;
    const { bytes, search } = original;
    const rendered = await deps.renderer.render(bytes);
    if ("refused" in rendered) return { left: { ...leftBy(rendered.refused), ...search } };
    return { images: rendered.images, value, search };
  });
}

/** Reads the file that a value means, and inspects its header. Does not decode it. */
export async function inspectLegacy(
  deps: Pick<RenderLegacyDeps, "files" | "renderSlots">,
  value: string,
): Promise<
  { readonly sizeBytes: number; readonly search: FileSearch } | { readonly left: Left }
> {
  return await deps.renderSlots(async () => {
    const original = await deps.files.read(value, MAX_ORIGINAL_BYTES);
    if ("left" in original) return original;
    const { bytes, search } = original;
    const inspected = inspectImage(bytes);
    if ("refused" in inspected) return { left: { ...leftBy(inspected.refused), ...search } };
    return { sizeBytes: bytes.length, search };
  });
}
