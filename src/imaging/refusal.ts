/** Why a file is refused as a picture. For each, the sender is asked to do something else. */
export const IMAGE_REFUSALS = [
  "empty",
  /** Over 20 MiB, or over 10 MiB for a file that is sent unchanged. */
  "too_many_bytes",
  /** Its content is neither JPEG, PNG, WebP nor AVIF: a GIF, HEIC, SVG, or a document under a false name. */
  "unsupported_type",
  /** A JPEG that most programs cannot show: lossless, of 12 bits, or in arithmetic coding. */
  "unsupported_coding",
  /** An animated WebP, PNG or AVIF. */
  "animated",
  /** Over 65 megapixels. */
  "too_many_pixels",
  /** One side is over 20 times the other. Of a file that is sent unchanged also: width + height over 10,000 px. */
  "bad_dimensions",
  /** Cut off, damaged, different from its header, or made to keep a decoder busy. */
  "corrupt",
  /** The machine has too little memory to decode it. */
  "needs_memory",
  /** The picture could not be rendered before the deadline. */
  "timed_out",
] as const;

/** One of {@link IMAGE_REFUSALS}. */
export type ImageRefusal = (typeof IMAGE_REFUSALS)[number];
