/** The file formats that are accepted. The content tells the format, never the name. */
export type ImageFormat = "jpeg" | "png" | "webp" | "avif";

/** EXIF orientation: how to turn the stored pixels; 1 is upright (TIFF 6.0, tag 274). */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What a file says about its picture. No pixel is decoded for it. */
export interface ImageHeader {
  /** By magic bytes. */
  readonly format: ImageFormat;
  /** As the viewer sees it: after {@link orientation}. */
  readonly widthPx: number;
  /** As the viewer sees it: after {@link orientation}. */
  readonly heightPx: number;
  /** Always 1 for AVIF: the decoder applies its own rotation (`irot`). */
  readonly orientation: Orientation;
  /** A JPEG or PNG in CMYK or with an ICC profile. Its colours are wrong without colour management. */
  readonly profiled: boolean;
}

/** Whether an orientation exchanges width and height. */
export function swapsSides(orientation: Orientation): boolean {
  return orientation >= 5;
}
