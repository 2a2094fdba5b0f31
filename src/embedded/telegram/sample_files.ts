/** A WebP of one pixel: what a user's sticker is made of. */
export const STICKER_WEBP: Uint8Array = Uint8Array.fromBase64(
  "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA",
);

/** The file type box of an MP4, and nothing to play: what a user's video is made of. */
export const VIDEO_MP4: Uint8Array = Uint8Array.fromBase64("AAAAFGZ0eXBpc29tAAACAGlzb20=");
