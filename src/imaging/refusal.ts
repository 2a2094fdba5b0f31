/** Why a file is not taken as a picture; each asks the sender for something else. */
export const IMAGE_REFUSALS = [
  /** No bytes at all. */
  "empty",
  /** Over 20 MiB, or over 10 MiB where the file is to be uploaded as it is. */
  "too_many_bytes",
  /** By its content neither JPEG nor PNG, WebP or AVIF: GIF, HEIC, SVG, a document under a false name. */
  "unsupported_type",
  /** An animated WebP, PNG or AVIF. */
  "animated",
  /** Over 25 megapixels. */
  "too_many_pixels",
  /** Width + height over 10,000 px, or one side over 20 times the other. */
  "bad_dimensions",
  /** Truncated, damaged, not what its header says, or made to keep a decoder busy. */
  "corrupt",
  /** The picture could not be rendered before the deadline. */
  "timed_out",
] as const;

/** One of {@link IMAGE_REFUSALS}. */
export type ImageRefusal = (typeof IMAGE_REFUSALS)[number];
