import type { ImageType } from "../domain/mod.ts";
import {
  type ImageRenderer,
  inspectImage,
  MAX_ORIGINAL_BYTES,
  type RenderedImage,
} from "../imaging/mod.ts";
import { keepOriginal, type KeptOriginal } from "../pictures/mod.ts";
import type { Semaphore } from "../std/mod.ts";
import type { Elsewhere } from "./elsewhere.ts";
import type { LegacyFiles } from "./paths/legacy_files.ts";
import { type FileSearch, type Left, leftBy } from "./outcome.ts";

/** The pictures of a legacy file, or why there are none. */
export type RenderedLegacy =
  | {
    readonly images: Readonly<Record<ImageType, RenderedImage>>;
    /** What the column holds. */
    readonly value: string;
    /** Where the file was found. Absent for what is no file. */
    readonly search?: FileSearch | undefined;
    /** What is to be kept of the file itself. */
    readonly kept?: KeptOriginal | undefined;
  }
  | { readonly left: Left };

/** The parts that render legacy files. */
export interface RenderLegacyDeps {
  /** The files of the legacy shop. */
  readonly files: LegacyFiles;
  readonly renderer: ImageRenderer;
  /** Limits the number of originals in memory. */
  readonly renderSlots: Semaphore;
  /** Originals that are not files. If absent, only files are read. */
  readonly elsewhere?: Elsewhere;
}

/** Makes what is kept of an original. */
export type Keep = (bytes: Uint8Array) => KeptOriginal | undefined;

/** How originals of a product are kept; undefined if they are not. */
export function keepingOf(
  { bucket, keepsOriginals }: { readonly bucket: string; readonly keepsOriginals?: boolean },
  productId: string,
): Keep | undefined {
  if (keepsOriginals !== true) return undefined;
  return (bytes) => keepOriginal({ bucket }, productId, bytes, "migration");
}

/** An original, or why there is none. */
type Original =
  | { readonly bytes: Uint8Array<ArrayBuffer>; readonly search?: FileSearch }
  | { readonly left: Left };

/** Gets and renders the original that the value of a column names. `keep`: what is kept of its bytes. */
export async function renderLegacy(
  deps: RenderLegacyDeps,
  value: string,
  keep?: Keep,
): Promise<RenderedLegacy> {
  return await withOriginal(deps, value, async (original) => {
    if ("left" in original) return original;
    const { bytes, search } = original;
    const rendered = await deps.renderer.render(bytes);
    if ("refused" in rendered) return { left: { ...leftBy(rendered.refused), ...search } };
    return { images: rendered.images, value, search, kept: keep?.(bytes) };
  });
}

/** Gets an original and inspects its header. Does not decode it. */
export async function inspectLegacy(
  deps: Pick<RenderLegacyDeps, "files" | "renderSlots" | "elsewhere">,
  value: string,
): Promise<
  | { readonly sizeBytes: number; readonly search?: FileSearch | undefined }
  | { readonly left: Left }
> {
  return await withOriginal(deps, value, (original) => {
    if ("left" in original) return original;
    const { bytes, search } = original;
    const inspected = inspectImage(bytes);
    if ("refused" in inspected) return { left: { ...leftBy(inspected.refused), ...search } };
    return { sizeBytes: bytes.length, search };
  });
}

/**
 * An address that a mapping leads to a file is read there. No slot waits for a slow host: an original from elsewhere takes
 * its slot when it is there.
 */
async function withOriginal<T>(
  { files, renderSlots, elsewhere }: Omit<RenderLegacyDeps, "renderer">,
  value: string,
  use: (original: Original) => T | Promise<T>,
): Promise<T> {
  const fromFile = () =>
    renderSlots(async () => await use(await files.read(value, MAX_ORIGINAL_BYTES)));
  if (files.maps(value)) return await fromFile();
  const read = elsewhere?.read(value, (original) => renderSlots(async () => await use(original)));
  return await (read ?? fromFile());
}
