/** The two pictures of a product; also the values of `image_events.image_type`. */
export const IMAGE_TYPES = ["cover", "thumb"] as const;

/** `cover` is the large picture (longest side 1280 px), `thumb` the small one (320 px). */
export type ImageType = (typeof IMAGE_TYPES)[number];
