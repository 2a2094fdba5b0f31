import { createHash } from "node:crypto";
import { byImage, type ImageType } from "../../src/domain/mod.ts";
import type { ImageRenderer, RenderedImage } from "../../src/imaging/mod.ts";

/**
 * Pictures that say what they show. Their header is that of a JPEG, so that the shop can inspect them; where pixels should
 * be, there is a text.
 * @module
 */

/** Who made the bytes. The same picture in other bytes has another object key. */
export type Made = "camera" | "shop" | "telegram" | "shop-from-telegram";

const TEXT = new TextEncoder();
const START_OF_SCAN = [0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3f, 0x00];
const known = new Map<string, RenderedImage>();

/** The bytes of a picture. `content` is what it shows, such as `P1 picture 2`. */
export function drawPicture(content: string, made: Made, imageType: ImageType): RenderedImage {
  const name = `${content}|${made}|${imageType}`;
  const drawn = known.get(name) ?? draw(name, imageType);
  known.set(name, drawn);
  return drawn;
}

function draw(name: string, imageType: ImageType): RenderedImage {
  const [widthPx, heightPx] = imageType === "cover" ? [1280, 960] : [800, 600];
  const comment = name.includes("|camera|") ? [0xff, 0xfe, 0x00, 0x04, 0x68, 0x69] : [];
  const bytes = new Uint8Array([
    ...[0xff, 0xd8],
    ...comment,
    ...[0xff, 0xc0, 0x00, 0x0b, 0x08],
    ...[heightPx >> 8, heightPx & 255, widthPx >> 8, widthPx & 255],
    ...[0x01, 0x01, 0x11, 0x00],
    ...START_OF_SCAN,
    ...TEXT.encode(name),
    ...[0xff, 0xd9],
  ]);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { bytes, sha256, widthPx, heightPx, contentType: "image/jpeg" };
}

/** What a picture shows, and who made its bytes. */
export function readPicture(bytes: Uint8Array): { readonly content: string; readonly made: Made } {
  const text = new TextDecoder("latin1").decode(bytes);
  const [, content = "", made] = /(?:^|[^A-Za-z0-9])([A-Za-z0-9][^|\0]*)\|([a-z-]+)\|[a-z]+/
    .exec(text) ?? [];
  return { content, made: made as Made };
}

/** Renders at once what {@link readPicture} reads. A picture from Telegram becomes other bytes than the camera's. */
export const renderer: ImageRenderer = {
  render: (original) => {
    const { content, made } = readPicture(original);
    const how = made === "telegram" ? "shop-from-telegram" : "shop";
    return Promise.resolve({ images: byImage((each) => drawPicture(content, how, each)) });
  },
};
