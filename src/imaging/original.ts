import { mendPicture } from "./containers/mend.ts";
import { stripAvif } from "./containers/strip_avif.ts";
import { stripJpeg } from "./containers/strip_jpeg.ts";
import { stripPng } from "./containers/strip_png.ts";
import { stripWebp } from "./containers/strip_webp.ts";
import type { ImageFormat, ImageHeader, Orientation } from "./image_header.ts";
import { inspectImage } from "./inspect.ts";

/** A file as its seller sent it, without metadata. */
export interface BareOriginal {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly header: ImageHeader;
}

type Strip = (
  bytes: Uint8Array,
  orientation: Orientation,
) => Uint8Array<ArrayBuffer> | undefined;

const STRIPS: Readonly<Record<ImageFormat, Strip>> = {
  jpeg: stripJpeg,
  png: stripPng,
  webp: stripWebp,
  avif: stripAvif,
};

/**
 * The file without metadata, and with the same pixels: nothing is decoded. Of what it tells besides, only the orientation
 * and the colour profile stay. Undefined for a file that cannot be told apart from its metadata.
 */
export function bareOriginal(sent: Uint8Array): BareOriginal | undefined {
  const mended = mendPicture(sent);
  const inspection = inspectImage(mended);
  if ("refused" in inspection) return undefined;
  const { format, orientation } = inspection.header;
  const bytes = STRIPS[format](mended, orientation);
  const made = bytes && inspectImage(bytes);
  if (bytes === undefined || made === undefined || "refused" in made) return undefined;
  return { bytes, header: made.header };
}
