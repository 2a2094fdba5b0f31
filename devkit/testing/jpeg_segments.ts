/** A segment of a JPEG before its picture data. */
export interface JpegSegment {
  /** Such as `0xe1`. */
  readonly marker: number;
  /** Without its length. */
  readonly data: Uint8Array;
}

/** The parts of a JPEG: its segments with scans, and the number of bytes after its end. */
export interface JpegParts {
  readonly segments: readonly JpegSegment[];
  readonly trailingBytes: number;
}

/** Splits a JPEG at its markers (ITU-T T.81, annex B). */
export function readJpegSegments(jpeg: Uint8Array): JpegParts {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.length);
  const segments: JpegSegment[] = [];
  if (view.getUint16(0) !== 0xffd8) throw new TypeError("Cannot read a JPEG: it has no start");
  for (let at = 2;;) {
    if (jpeg[at] !== 0xff) throw new TypeError(`Cannot read a JPEG: no marker at ${at}`);
    const marker = jpeg[at + 1] ?? 0;
    if (marker === 0xd9) return { segments, trailingBytes: jpeg.length - at - 2 };
    const length = view.getUint16(at + 2);
    segments.push({ marker, data: jpeg.subarray(at + 4, at + 2 + length) });
    at += 2 + length;
    if (marker === 0xda) at = endOfScan(jpeg, at);
  }
}

/** In a scan, a zero or a restart marker follows 0xff. Any other marker ends the scan. */
function endOfScan(jpeg: Uint8Array, start: number): number {
  for (let at = start; at + 1 < jpeg.length; at++) {
    const next = jpeg[at + 1] ?? 0;
    if (jpeg[at] === 0xff && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  throw new TypeError("Cannot read a JPEG: it has no end");
}
