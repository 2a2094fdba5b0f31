/** A kind of picture that Telegram takes as a photo, as `image-size` names it. */
export type PhotoKind = "gif" | "jpg" | "png" | "webp";

/** More segments than a camera writes before the size. */
const MAX_SEGMENTS = 1000;
/** The size is in so many first bytes (GIF89a; PNG, IHDR; WebP, the header of the first chunk and ten bytes of it). */
const HEAD_BYTES = { gif: 10, png: 33, webp: 30 };

/** The head of a picture: enough for its size and its EXIF orientation. */
export interface PhotoHead {
  readonly kind: PhotoKind;
  readonly bytes: Uint8Array;
}

/**
 * The head of a photo, by its first bytes. Undefined if it is none of the four kinds, or if it has too many segments.
 * `image-size` gets no more than this: some of its readers take hours for a forged file, and it runs in the server.
 */
export function photoHead(bytes: Uint8Array): PhotoHead | undefined {
  const kind = kindOf(bytes);
  if (kind === undefined) return undefined;
  const length = kind === "jpg" ? jpegHeadBytes(bytes) : HEAD_BYTES[kind];
  return length === undefined ? undefined : { kind, bytes: bytes.subarray(0, length) };
}

function kindOf(bytes: Uint8Array): PhotoKind | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  if (text.startsWith("\xff\xd8\xff")) return "jpg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) return "webp";
  return text.startsWith("GIF8") ? "gif" : undefined;
}

/** Up to the end of the frame header, which holds the size (ITU T.81, B.2.2). */
function jpegHeadBytes(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  for (let segments = 0; segments < MAX_SEGMENTS && at + 4 <= bytes.length; segments++) {
    const end = at + 2 + view.getUint16(at + 2);
    const marker = bytes[at + 1];
    if (marker === 0xc0 || marker === 0xc1 || marker === 0xc2) return end;
    at = end;
  }
  return undefined;
}
