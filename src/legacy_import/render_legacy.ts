import type { ImageType } from "../domain/mod.ts";
import {
  type ImageRenderer,
  inspectImage,
  MAX_ORIGINAL_BYTES,
  type RenderedImage,
} from "../imaging/mod.ts";
import { readLegacyFile } from "../storage/mod.ts";
import type { Semaphore } from "../std/mod.ts";
import type { Elsewhere, ForeignOriginal } from "./elsewhere.ts";
import { type Left, leftBy } from "./outcome.ts";

/** The pictures of a legacy file, or why there are none. */
export type RenderedLegacy = Readonly<Record<ImageType, RenderedImage>> | { readonly left: Left };

/** The parts that render legacy files. */
export interface RenderLegacyDeps {
  /** The folder of the files. Files outside it are not read. */
  readonly root: string;
  readonly renderer: ImageRenderer;
  /** Limits the number of originals in memory. */
  readonly renderSlots: Semaphore;
  /** Originals that are not files. If absent, only files are read. */
  readonly elsewhere?: Elsewhere;
}

/** Gets and renders the original that the value of a column names. */
export async function renderLegacy(deps: RenderLegacyDeps, path: string): Promise<RenderedLegacy> {
  return await withOriginal(deps, path, async (original) => {
    if ("left" in original) return original;
    const rendered = await deps.renderer.render(original.bytes);
    return "refused" in rendered ? { left: leftBy(rendered.refused) } : rendered.images;
  });
}

/** Gets an original and inspects its header. Does not decode it. */
export async function inspectLegacy(
  deps: Pick<RenderLegacyDeps, "root" | "renderSlots" | "elsewhere">,
  path: string,
): Promise<{ readonly sizeBytes: number } | { readonly left: Left }> {
  return await withOriginal(deps, path, (original) => {
    if ("left" in original) return original;
    const inspected = inspectImage(original.bytes);
    if ("refused" in inspected) return { left: leftBy(inspected.refused) };
    return { sizeBytes: original.bytes.length };
  });
}

/** No slot waits for a slow host: an original from elsewhere takes its slot when it is there. */
async function withOriginal<T>(
  { root, renderSlots, elsewhere }: Omit<RenderLegacyDeps, "renderer">,
  path: string,
  use: (original: ForeignOriginal) => T | Promise<T>,
): Promise<T> {
  const read = elsewhere?.read(path, (original) => renderSlots(async () => await use(original)));
  return await (read ?? renderSlots(async () => await use(await readOriginal(root, path))));
}

async function readOriginal(root: string, path: string): Promise<ForeignOriginal> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    return { left: { outcome: "unsupported", reason: "not_a_path" } };
  }
  const file = await readLegacyFile({ root, path, maxBytes: MAX_ORIGINAL_BYTES });
  return "refused" in file ? { left: leftBy(file.refused) } : file;
}
