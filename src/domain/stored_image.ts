import * as v from "valibot";
import { Count, Sha256, Text } from "./fields.ts";

/**
 * Why bytes came to be in B2: a seller's photo; a legacy file; an object that was there already; or another rendering of
 * a picture that was lost.
 */
export const ORIGINS = ["seller", "migration", "adoption", "repair"] as const;

/** One of {@link ORIGINS}. */
export type Origin = (typeof ORIGINS)[number];

/** What B2 holds of one picture. */
export interface StoredImage {
  readonly bucket: string;
  /** See `objectKey`. */
  readonly key: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** A media type, such as `image/jpeg`. */
  readonly contentType: string;
  readonly origin: Origin;
}

/** How events store a {@link StoredImage}. */
export const StoredImageData: v.GenericSchema<unknown, StoredImage> = v.strictObject({
  bucket: Text,
  key: Text,
  sha256: Sha256,
  sizeBytes: Count,
  widthPx: Count,
  heightPx: Count,
  contentType: Text,
  origin: v.picklist(ORIGINS),
});
