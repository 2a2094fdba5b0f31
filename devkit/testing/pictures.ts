/**
 * Makes pictures for tests. The same arguments give the same bytes. Each seed gives a scene that looks different.
 * @module
 */
import sharp, { type Sharp } from "sharp";
import { BoundedMap } from "../../src/std/mod.ts";

/** The scene and its size for the viewer. */
export interface SceneOptions {
  /** After EXIF orientation. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Chooses the sky, the hills and the objects. */
  readonly seed: number;
}

/** How a photo is encoded. */
export interface PhotoOptions extends SceneOptions {
  /**
   * EXIF orientation 1..8. The pixels are stored turned, so that a viewer that obeys the tag shows the scene upright.
   */
  readonly orientation?: number;
  /** 1..100. 90 if absent. */
  readonly quality?: number;
  readonly progressive?: boolean;
  readonly colours?: "srgb" | "gray" | "cmyk";
  /** Writes EXIF fields, such as GPS, and an ICC profile, as a phone does. */
  readonly withMetadata?: boolean;
}

/** How a PNG is encoded. */
export interface PngOptions extends SceneOptions {
  /** A round hole in the middle is transparent. Its hidden pixels are pure red. */
  readonly transparentHole?: boolean;
  readonly palette?: boolean;
  readonly bitsPerChannel?: 8 | 16;
  readonly interlaced?: boolean;
}

/** The place in the metadata of a photo. A test of privacy searches the output for it. */
export const SECRET_ARTIST = "Gustave-Secret-Artist";

/** The latest photos, by their options: many tests use the same ones. */
const photos = new BoundedMap<string, Uint8Array>(8);

/** A photo-like JPEG. */
export async function photoJpeg(options: PhotoOptions): Promise<Uint8Array<ArrayBuffer>> {
  const key = JSON.stringify(options);
  const photo = photos.get(key) ?? await drawPhoto(options);
  photos.set(key, photo);
  return new Uint8Array(photo);
}

async function drawPhoto(options: PhotoOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { orientation = 1, quality = 90, progressive = false, colours = "srgb" } = options;
  let image = fromPixels(turnedForStorage(drawScene(options), orientation));
  if (colours === "gray") image = image.toColourspace("b-w");
  if (colours === "cmyk") image = image.toColourspace("cmyk");
  if (options.withMetadata === true) {
    return await bytesOf(withPhoneMetadata(image, orientation).jpeg({ quality, progressive }));
  }
  const jpeg = await bytesOf(image.jpeg({ quality, progressive }));
  return orientation === 1 ? jpeg : withOrientation(jpeg, orientation);
}

/** A PNG of the same scenes. */
export function png(options: PngOptions): Promise<Uint8Array<ArrayBuffer>> {
  const scene = drawScene(options);
  let image = fromPixels(options.transparentHole === true ? withHole(scene) : scene);
  if (options.bitsPerChannel === 16) image = image.toColourspace("rgb16");
  return bytesOf(image.png({
    palette: options.palette ?? false,
    progressive: options.interlaced ?? false,
    compressionLevel: 4,
  }));
}

/** A still WebP, with a transparent hole if wanted. */
export function webp(
  options: SceneOptions & { readonly transparentHole?: boolean },
): Promise<Uint8Array<ArrayBuffer>> {
  const scene = drawScene(options);
  return bytesOf(fromPixels(options.transparentHole === true ? withHole(scene) : scene).webp());
}

/** A still AVIF. Keep it small: it is slow to encode. */
export function avif(options: SceneOptions): Promise<Uint8Array<ArrayBuffer>> {
  return bytesOf(fromPixels(drawScene(options)).avif({ effort: 0, quality: 70 }));
}

/** An animated GIF or WebP of two frames. */
export async function animation(
  format: "webp" | "gif",
  options: SceneOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { widthPx, heightPx, seed } = options;
  const frames = [drawScene(options), drawScene({ ...options, seed: seed + 1 })];
  const data = new Uint8Array(await new Blob(frames.map((frame) => frame.data)).arrayBuffer());
  const raw = { width: widthPx, height: 2 * heightPx, channels: 3 as const, pageHeight: heightPx };
  const image = sharp(data, { raw });
  return await bytesOf(format === "webp" ? image.webp({ loop: 0 }) : image.gif({ loop: 0 }));
}

/** An SVG. No part of the shop may accept it as a picture. */
export function svg(): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200"/></svg>',
  );
}

/** Uncompressed pixels, rows from the top, without padding. */
export interface ScenePixels {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: 3 | 4;
}

/** The scene: a sky, hills, lit objects and the noise of a small sensor. */
export function drawScene({ widthPx, heightPx, seed }: SceneOptions): ScenePixels {
  const random = mulberry32(seed);
  const sky = randomColour(random, 0.75);
  const ground = randomColour(random, 0.4);
  const horizon = horizonOf(random, widthPx, heightPx);
  const balls = Array.from({ length: 5 }, () => randomBall(random, widthPx, heightPx));
  const data = new Uint8Array(widthPx * heightPx * 3);
  for (let y = 0, at = 0; y < heightPx; y++) {
    const v = y / heightPx;
    const skyLight = 1.15 - 0.5 * v;
    const near = balls.filter((ball) => Math.abs(y - ball.y) < ball.radius);
    for (let x = 0; x < widthPx; x++, at += 3) {
      let colour = sky;
      let light = skyLight;
      if (y >= (horizon[x] ?? 0)) {
        colour = ground;
        light = (0.6 + 0.7 * v) * (0.9 + 0.1 * Math.sin((x / widthPx) * 60 + v * v * 170));
      }
      for (const ball of near) {
        const dx = (x - ball.x) / ball.radius;
        const dy = (y - ball.y) / ball.radius;
        const inside = 1 - dx * dx - dy * dy;
        if (inside <= 0) continue;
        colour = ball.colour;
        light = 0.35 + 0.75 * Math.sqrt(inside) - 0.3 * dx;
      }
      const grain = ((Math.imul(at + seed, 0x9e3779b1) >>> 24) - 128) / 24;
      data[at] = clampByte(colour.red * light + grain);
      data[at + 1] = clampByte(colour.green * light + grain);
      data[at + 2] = clampByte(colour.blue * light + grain);
    }
  }
  return { data, widthPx, heightPx, channels: 3 };
}

/** The row at which the ground starts, for each column. */
function horizonOf(random: () => number, widthPx: number, heightPx: number): Float64Array {
  const level = 0.35 + 0.3 * random();
  const hills = Array.from({ length: 3 }, () => ({
    waves: random() * 9 + 2,
    phase: random() * 7,
    height: random() * 0.06,
  }));
  return Float64Array.from({ length: widthPx }, (_, x) => {
    const rises = hills.map((hill) =>
      hill.height * Math.sin((x / widthPx) * hill.waves + hill.phase)
    );
    return heightPx * rises.reduce((sum, rise) => sum + rise, level);
  });
}

function randomBall(random: () => number, widthPx: number, heightPx: number) {
  return {
    x: random() * widthPx,
    y: random() * heightPx,
    radius: (0.06 + 0.16 * random()) * Math.max(widthPx, heightPx),
    colour: randomColour(random, 0.65),
  };
}

/** Stores an upright scene as a camera does that is held in this orientation. */
function turnedForStorage(scene: ScenePixels, orientation: number): ScenePixels {
  const { widthPx: w, heightPx: h } = scene;
  // The place of each upright pixel (x, y) in the file. TIFF 6.0, tag 274.
  const place = ([
    (x, y) => [x, y],
    (x, y) => [w - 1 - x, y],
    (x, y) => [w - 1 - x, h - 1 - y],
    (x, y) => [x, h - 1 - y],
    (x, y) => [y, x],
    (x, y) => [y, w - 1 - x],
    (x, y) => [h - 1 - y, w - 1 - x],
    (x, y) => [h - 1 - y, x],
  ] satisfies ((x: number, y: number) => [number, number])[])[orientation - 1];
  if (place === undefined) throw new RangeError(`Cannot store orientation ${orientation}`);
  if (orientation === 1) return scene;
  const [storedWidth, storedHeight] = orientation >= 5 ? [h, w] : [w, h];
  const data = new Uint8Array(scene.data.length);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const [toX, toY] = place(x, y);
      const from = (y * w + x) * 3;
      data.set(scene.data.subarray(from, from + 3), (toY * storedWidth + toX) * 3);
    }
  }
  return { data, widthPx: storedWidth, heightPx: storedHeight, channels: 3 };
}

/** Makes the hole of {@link PngOptions.transparentHole}. */
function withHole(scene: ScenePixels): ScenePixels {
  const { widthPx: w, heightPx: h } = scene;
  const data = new Uint8Array(w * h * 4);
  for (let pixel = 0; pixel < w * h; pixel++) {
    data.set(scene.data.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
    const distance = Math.hypot(pixel % w - w / 2, Math.floor(pixel / w) - h / 2);
    const isHole = distance < Math.min(w, h) / 4;
    data.set(isHole ? [255, 0, 0, 0] : [255], pixel * 4 + (isHole ? 0 : 3));
  }
  return { data, widthPx: w, heightPx: h, channels: 4 };
}

/** Inserts an EXIF segment with only the orientation after the start of a JPEG. */
function withOrientation(jpeg: Uint8Array, orientation: number): Uint8Array<ArrayBuffer> {
  const exif = Uint8Array.fromHex(
    "ffe10022" + "457869660000" + "49492a0008000000" + "0100" + "120103000100000001000000" +
      "00000000",
  );
  exif[28] = orientation;
  return new Uint8Array([...jpeg.subarray(0, 2), ...exif, ...jpeg.subarray(2)]);
}

function withPhoneMetadata(image: Sharp, orientation: number): Sharp {
  return image.withMetadata({ orientation }).withIccProfile("p3").withExifMerge(PHONE_EXIF);
}

const PHONE_EXIF = {
  IFD0: { Artist: SECRET_ARTIST, Make: "Testphone" },
  IFD3: {
    GPSLatitudeRef: "N",
    GPSLatitude: "48/1 51/1 30/1",
    GPSLongitudeRef: "E",
    GPSLongitude: "2/1 17/1 40/1",
  },
};

function fromPixels({ data, widthPx, heightPx, channels }: ScenePixels): Sharp {
  return sharp(data, { raw: { width: widthPx, height: heightPx, channels } });
}

async function bytesOf(image: Sharp): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await image.toBuffer());
}

function randomColour(random: () => number, brightness: number) {
  const [red, green, blue] = [random(), random(), random()];
  const peak = Math.max(red, green, blue);
  const scaled = (channel: number) => 255 * brightness * (0.25 + (0.75 * channel) / peak);
  return { red: scaled(red), green: scaled(green), blue: scaled(blue) };
}

function clampByte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** A small generator with a published reference: Tommy Ettinger's mulberry32. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
