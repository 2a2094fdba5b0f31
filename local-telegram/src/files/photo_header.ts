import { imageSize } from "image-size";
import { badRequest, DataCentreRefusal } from "../errors.ts";
import { photoHead, type PhotoKind } from "./photo_head.ts";

/** Upload limit of a photo (td FileLoaderUtils.cpp, read 2026-09). */
const MAX_PHOTO_BYTES = 10_485_760;
const MAX_SIDES_SUM_PX = 10_000;
const MAX_RATIO = 20;
/** A JPEG's end marker is looked for in this many last bytes, because some cameras append padding. */
const JPEG_TAIL_BYTES = 4096;

/** The header of a picture, with its sides after EXIF orientation. */
export interface PhotoHeader {
  readonly mimeType: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Reads a picture's header. It refuses what Telegram refuses as a photo, in Telegram's words. */
export function inspectPhoto(bytes: Uint8Array): PhotoHeader {
  if (bytes.length === 0) throw badRequest("File must be non-empty");
  if (bytes.length > MAX_PHOTO_BYTES) {
    throw badRequest(
      `File of size ${bytes.length} bytes is too big for a photo; the maximum size is ${MAX_PHOTO_BYTES} bytes`,
    );
  }
  const header = readHeader(bytes);
  if (header === undefined || !endsProperly(bytes, header.mimeType)) {
    throw new DataCentreRefusal(400, "IMAGE_PROCESS_FAILED");
  }
  const { widthPx, heightPx } = header;
  const ratio = Math.max(widthPx, heightPx) / Math.min(widthPx, heightPx);
  if (widthPx + heightPx > MAX_SIDES_SUM_PX || ratio > MAX_RATIO) {
    throw new DataCentreRefusal(400, "PHOTO_INVALID_DIMENSIONS");
  }
  return header;
}

const MIME_TYPES: Readonly<Record<PhotoKind, string>> = {
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  gif: "image/gif",
};

function readHeader(bytes: Uint8Array): PhotoHeader | undefined {
  const head = photoHead(bytes);
  if (head === undefined) return;
  try {
    const { width, height, orientation = 1 } = imageSize(head.bytes);
    if (!(width > 0 && height > 0)) return;
    const turned = orientation >= 5;
    return {
      mimeType: MIME_TYPES[head.kind],
      widthPx: turned ? height : width,
      heightPx: turned ? width : height,
    };
  } catch {
    // image-size throws when there is no complete header.
    return;
  }
}

/** Whether the picture is complete. A truncated picture has a header but no end. */
function endsProperly(bytes: Uint8Array, mimeType: string): boolean {
  const tail = bytes.subarray(-JPEG_TAIL_BYTES);
  switch (mimeType) {
    case "image/jpeg":
      return tail.some((byte, index) => byte === 0xff && tail[index + 1] === 0xd9);
    case "image/png":
      return new TextDecoder("latin1").decode(bytes.subarray(-12)).includes("IEND");
    case "image/webp":
      return new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true) + 8 <= bytes.length;
    default:
      return bytes.at(-1) === 0x3b;
  }
}
