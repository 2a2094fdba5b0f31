import { crc32, deflateSync } from "node:zlib";

/** A colour: red, green, blue, each 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A shape on a square of 100 × 100, in its colour. Later shapes lie above earlier ones. */
export type Shape =
  & { readonly colour: Colour }
  & (
    | { readonly oval: readonly [x: number, y: number, rx: number, ry: number] }
    /** Its corners, in turn. */
    | { readonly polygon: readonly (readonly [x: number, y: number])[] }
  );

/** The picture's longest side, in pixels. */
const SIDE_PX = 900;
/** Each pixel is the mean of so many points in both directions, which makes edges smooth. */
const POINTS = 2;

/** Draws shapes above a background that turns darker to the bottom. Returns a PNG. */
export function drawPng(background: Colour, shapes: readonly Shape[]): Uint8Array<ArrayBuffer> {
  const side = SIDE_PX * POINTS;
  const points = new Uint8Array(side * side * 3);
  paintBackground(points, side, background);
  for (const shape of shapes) paint(points, side, shape);
  return encodePng(shrink(points, side));
}

function paintBackground(points: Uint8Array, side: number, colour: Colour): void {
  for (let y = 0; y < side; y++) {
    const shade = 1.04 - 0.16 * (y / side);
    const [red, green, blue] = colour.map((value) => Math.min(255, value * shade));
    for (let at = y * side * 3; at < (y + 1) * side * 3; at += 3) {
      points[at] = red!;
      points[at + 1] = green!;
      points[at + 2] = blue!;
    }
  }
}

function paint(points: Uint8Array, side: number, shape: Shape): void {
  const unit = side / 100;
  const { left, right, top, bottom } = boundsOf(shape);
  const [firstY, lastY] = [Math.max(0, Math.floor(top * unit)), Math.min(side, bottom * unit)];
  const [firstX, lastX] = [Math.max(0, Math.floor(left * unit)), Math.min(side, right * unit)];
  for (let y = firstY; y < lastY; y++) {
    for (let x = firstX; x < lastX; x++) {
      if (!contains(shape, (x + 0.5) / unit, (y + 0.5) / unit)) continue;
      points.set(shape.colour, (y * side + x) * 3);
    }
  }
}

function boundsOf(shape: Shape) {
  if ("oval" in shape) {
    const [x, y, rx, ry] = shape.oval;
    return { left: x - rx, right: x + rx, top: y - ry, bottom: y + ry };
  }
  const xs = shape.polygon.map(([x]) => x);
  const ys = shape.polygon.map(([, y]) => y);
  return {
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
}

function contains(shape: Shape, x: number, y: number): boolean {
  if ("oval" in shape) {
    const [centreX, centreY, rx, ry] = shape.oval;
    return ((x - centreX) / rx) ** 2 + ((y - centreY) / ry) ** 2 <= 1;
  }
  let isInside = false;
  const { polygon } = shape;
  for (const [index, [x1, y1]] of polygon.entries()) {
    const [x2, y2] = polygon.at(index - 1)!;
    if ((y1 > y) !== (y2 > y) && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) {
      isInside = !isInside;
    }
  }
  return isInside;
}

function shrink(points: Uint8Array, side: number): Uint8Array {
  const pixels = new Uint8Array(SIDE_PX * SIDE_PX * 3);
  for (let at = 0; at < pixels.length; at++) {
    const pixel = Math.floor(at / 3);
    const [x, y] = [pixel % SIDE_PX, Math.floor(pixel / SIDE_PX)];
    let sum = 0;
    for (let dy = 0; dy < POINTS; dy++) {
      for (let dx = 0; dx < POINTS; dx++) {
        sum += points[((y * POINTS + dy) * side + x * POINTS + dx) * 3 + at % 3]!;
      }
    }
    pixels[at] = sum / POINTS ** 2;
  }
  return pixels;
}

function encodePng(pixels: Uint8Array): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, SIDE_PX);
  header.setUint32(4, SIDE_PX);
  // 8 bits, red green blue.
  header.setUint16(8, 0x0802);
  const row = SIDE_PX * 3;
  const rows = new Uint8Array((row + 1) * SIDE_PX);
  for (let y = 0; y < SIDE_PX; y++) {
    rows.set(pixels.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  }
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", new Uint8Array()),
  ];
  const png = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    png.set(part, at);
    at += part.length;
  }
  return png;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const made = new Uint8Array(data.length + 12);
  const view = new DataView(made.buffer);
  view.setUint32(0, data.length);
  made.set(new TextEncoder().encode(type), 4);
  made.set(data, 8);
  view.setUint32(data.length + 8, crc32(made.subarray(4, data.length + 8)));
  return made;
}
