/** The sticker that users send: a WebP of one pixel. */
export const STICKER_WEBP: Uint8Array = Uint8Array.fromBase64(
  "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA",
);

/** The video that users send: the header of an MP4 without any frames. */
export const VIDEO_MP4: Uint8Array = Uint8Array.fromBase64("AAAAFGZ0eXBpc29tAAACAGlzb20=");
