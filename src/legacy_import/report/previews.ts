import { type ImageRenderer, inspectImage, MAX_ORIGINAL_BYTES } from "../../imaging/mod.ts";
import type { ObjectStore } from "../../storage/mod.ts";
import type { LegacyFiles } from "../paths/legacy_files.ts";
import type { ReportLine } from "./import_report.ts";

/** A picture before and after the import, as `data:` URLs. */
export interface Preview {
  /** The file of the legacy shop. */
  readonly before?: string;
  /** What the bucket has, or would get. */
  readonly after?: string;
}

/** Makes the preview of a picture. A picture that cannot be had is left out. */
export type PreviewOf = (line: ReportLine) => Promise<Preview>;

/** What previews are made of. */
export interface PreviewDeps {
  readonly files: LegacyFiles;
  readonly renderer: ImageRenderer;
  readonly store: Pick<ObjectStore, "get">;
}

/** Larger files are rendered for the page. */
const LARGEST_AS_IS = 40 * 1024;
/** A thumb has some 20 KB. An adopted object may be larger. */
const LARGEST_OBJECT = 100 * 1024;

/** Creates previews from the files and the bucket. */
export function createPreviews({ files, renderer, store }: PreviewDeps): PreviewOf {
  const render = async (bytes: Uint8Array) => {
    const rendered = await renderer.render(bytes);
    return "refused" in rendered ? undefined : rendered.images.thumb.bytes;
  };
  return async ({ file, key }) => {
    const original = file === undefined
      ? undefined
      : await orNothing(() => files.readAt(file, MAX_ORIGINAL_BYTES));
    const isSmall = original !== undefined && original.length <= LARGEST_AS_IS;
    const rendered = original === undefined || isSmall && key !== undefined
      ? undefined
      : await orNothing(() => render(original));
    const stored = key === undefined
      ? rendered
      : await orNothing(() => store.get(key, { policy: "view", maxBytes: LARGEST_OBJECT }));
    const before = isSmall ? original : rendered;
    return {
      ...(before !== undefined && { before: dataUrl(before) }),
      ...(stored !== undefined && { after: dataUrl(stored) }),
    };
  };
}

/** A page without a picture is better than no page. */
async function orNothing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}

function dataUrl(bytes: Uint8Array): string {
  const inspected = inspectImage(bytes);
  const format = "refused" in inspected ? "jpeg" : inspected.header.format;
  return `data:image/${format};base64,${bytes.toBase64()}`;
}
