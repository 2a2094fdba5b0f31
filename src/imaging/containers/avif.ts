import { type ContainerFacts, hasText, viewOf } from "./container.ts";

/**
 * The properties come first and take some hundred bytes, or more with a colour profile. `image-size` looks through all
 * of them again for each `ispe`, so its time grows with the square of this number. At 128 KiB it is below a second.
 */
const HEAD_BYTES = 128 * 1024;

/** The brands of the `ftyp` box, the major brand first; empty if there is no such box. */
export function readBrands(bytes: Uint8Array): string[] {
  if (bytes.length < 16 || !hasText(bytes, 4, "ftyp")) return [];
  const end = Math.min(viewOf(bytes).getUint32(0), bytes.length, 256);
  const brands: string[] = [];
  for (let at = 8; at + 4 <= end; at += 4) {
    // Bytes 12 to 16 are the minor version.
    if (at !== 12) brands.push(String.fromCharCode(...bytes.subarray(at, at + 4)));
  }
  return brands;
}

/** An image sequence carries the brand `avis` (AV1 Image File Format 1.1, section 6). */
export function readAvif(bytes: Uint8Array): ContainerFacts {
  const animated = readBrands(bytes).includes("avis");
  return { orientation: 1, animated, profiled: false, headBytes: HEAD_BYTES };
}
