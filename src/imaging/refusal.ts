/** Why a file is refused as a picture. For each, the sender is asked to do something else. */
export const IMAGE_REFUSALS = [
  "empty",
  /** Over 20 MiB, or over 10 MiB for a file that is sent unchanged. */
  "too_many_bytes",
  /** Its content is neither JPEG, PNG, WebP nor AVIF: a GIF, HEIC, SVG, or a document under a false name. */
  "unsupported_type",
  /** An animated WebP, PNG or AVIF. */
  "animated",
  /** Over 25 megapixels. */
  "too_many_pixels",
  /** Width + height over 10,000 px, or one side over 20 times the other. */
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
