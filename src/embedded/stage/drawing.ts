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

/** A picture: shapes above a background. */
export interface Drawing {
  readonly background: Colour;
  readonly shapes: readonly Shape[];
}

/** The picture's longest side, in pixels. */
const SIDE_PX = 900;
/** Each pixel is the mean of so many points in both directions, which makes edges smooth. */
const POINTS = 2;

/** Draws shapes above a background that turns darker to the bottom. Returns a PNG. */
export function drawPng({ background, shapes }: Drawing): Uint8Array<ArrayBuffer> {
  const side = SIDE_PX * POINTS;
  const points = new Uint8Array(side * side * 3);
  paintBackground(points, side, background);
  for (const shape of shapes) paint(points, side, shape);
  return encodePng(shrink(points, side));
}

/** The shapes larger or smaller, then moved. */
export function moved(shapes: readonly Shape[], right: number, down: number, factor = 1): Shape[] {
  return shapes.map((shape) => {
    if ("polygon" in shape) {
      const corners = shape.polygon.map(([x, y]) =>
        [x * factor + right, y * factor + down] as const
      );
      return { colour: shape.colour, polygon: corners };
    }
    const [x, y, rx, ry] = shape.oval;
    const oval = [x * factor + right, y * factor + down, rx * factor, ry * factor] as const;
    return { colour: shape.colour, oval };
  });
}

/** The shapes larger, with the given point in the middle. */
export function closeUp(shapes: readonly Shape[], x: number, y: number, factor: number): Shape[] {
  return moved(shapes, 50 - x * factor, 50 - y * factor, factor);
}

/** The shapes with left and right exchanged. */
export function mirrored(shapes: readonly Shape[]): Shape[] {
  return shapes.map((shape) => {
    if ("polygon" in shape) {
      return {
        colour: shape.colour,
        polygon: shape.polygon.map(([x, y]) => [100 - x, y] as const),
      };
    }
    const [x, y, rx, ry] = shape.oval;
    return { colour: shape.colour, oval: [100 - x, y, rx, ry] as const };
  });
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
  const [red, green, blue] = shape.colour;
  const unit = side / 100;
  for (let y = 0; y < side; y++) {
    for (const [left, right] of spansOf(shape, (y + 0.5) / unit)) {
      const first = Math.max(0, Math.round(left * unit));
      const last = Math.min(side, Math.round(right * unit));
      for (let at = (y * side + first) * 3; at < (y * side + last) * 3; at += 3) {
        points[at] = red;
        points[at + 1] = green;
        points[at + 2] = blue;
      }
    }
  }
}

/** The parts of a row that lie inside of the shape, from left to right. */
function spansOf(shape: Shape, y: number): (readonly [left: number, right: number])[] {
  if ("oval" in shape) {
    const [centreX, centreY, rx, ry] = shape.oval;
    const half = rx * Math.sqrt(1 - ((y - centreY) / ry) ** 2);
    return half > 0 ? [[centreX - half, centreX + half]] : [];
  }
  const crossings = shape.polygon.flatMap(([x1, y1], index, corners) => {
    const [x2, y2] = corners.at(index - 1)!;
    return (y1 > y) === (y2 > y) ? [] : x1 + ((y - y1) / (y2 - y1)) * (x2 - x1);
  }).sort((one, other) => one - other);
  return crossings.flatMap((left, index) => index % 2 === 0 ? [[left, crossings[index + 1]!]] : []);
}

function shrink(points: Uint8Array, side: number): Uint8Array {
  const pixels = new Uint8Array(SIDE_PX * SIDE_PX * 3);
  const [right, down] = [3, side * 3];
  let to = 0;
  for (let y = 0; y < SIDE_PX; y++) {
    for (let x = 0; x < SIDE_PX; x++) {
      const first = (y * POINTS * side + x * POINTS) * 3;
      for (let at = first; at < first + 3; at++) {
        pixels[to++] =
          (points[at]! + points[at + right]! + points[at + down]! + points[at + down + right]!) /
          POINTS ** 2;
      }
    }
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
