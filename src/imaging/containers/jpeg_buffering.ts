import { isFrame, jpegSegments, START_OF_SCAN } from "./jpeg_segments.ts";

/** A coefficient in the memory of a decoder. */
const COEFFICIENT_BYTES = 2;

/**
 * The memory that the coefficients of a JPEG take in a decoder, in bytes per pixel; 0 if it decodes row by row. A
 * decoder keeps all of them if the frame is progressive, or if its first scan lacks a component (libjpeg's
 * `has_multiple_scans`).
 */
export function coefficientBytesPerPixel(jpeg: Uint8Array): number {
  let samples = 0;
  let components = 0;
  for (const { marker, at } of jpegSegments(jpeg)) {
    if (marker === START_OF_SCAN) {
      return components > jpeg[at + 4]! ? samples * COEFFICIENT_BYTES : 0;
    }
    if (!isFrame(marker)) continue;
    components = jpeg[at + 9]!;
    samples = samplesPerPixel(jpeg.subarray(at + 10, at + 10 + 3 * components));
    if (isProgressive(marker)) return samples * COEFFICIENT_BYTES;
  }
  return 0;
}

/** Such as 3 for 4:4:4, and 1.5 for 4:2:0. */
function samplesPerPixel(components: Uint8Array): number {
  const areas: number[] = [];
  let [across, down] = [1, 1];
  for (let at = 1; at < components.length; at += 3) {
    const [horizontal, vertical] = [components[at]! >> 4, components[at]! & 15];
    areas.push(horizontal * vertical);
    across = Math.max(across, horizontal);
    down = Math.max(down, vertical);
  }
  return areas.reduce((sum, area) => sum + area, 0) / (across * down);
}

/** SOF2, SOF6, SOF10 and SOF14 (ITU T.81, table B.1). */
function isProgressive(marker: number): boolean {
  return (marker & 3) === 2;
}
