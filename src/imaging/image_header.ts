/** The file formats that are taken, told by content and never by name. */
export type ImageFormat = "jpeg" | "png" | "webp" | "avif";

/** EXIF orientation: how the stored pixels are to be turned; 1 is upright (TIFF 6.0, tag 274). */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What a file says of its picture before a pixel is decoded. */
export interface ImageHeader {
  /** By magic bytes. */
  readonly format: ImageFormat;
  /** As the viewer sees it, hence after {@link orientation}. */
  readonly widthPx: number;
  /** As the viewer sees it, hence after {@link orientation}. */
  readonly heightPx: number;
  /** Always 1 for AVIF, whose own rotation (`irot`) belongs to the decoder. */
  readonly orientation: Orientation;
  /** A JPEG or PNG in CMYK or with an ICC profile: without colour management its colours come out wrong. */
  readonly profiled: boolean;
}

/** Whether an orientation exchanges width and height. */
export function swapsSides(orientation: Orientation): boolean {
  return orientation >= 5;
}
