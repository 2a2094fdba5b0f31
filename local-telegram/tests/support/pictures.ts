import { crc32, deflateSync } from "node:zlib";

/** Makes a real PNG of one colour. Another `shade` makes another picture. */
export function png(widthPx = 64, heightPx = 48, shade = 0): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, widthPx);
  header.setUint32(4, heightPx);
  header.setUint8(8, 8);
  const rows = new Uint8Array((widthPx + 1) * heightPx).fill(shade);
  for (let row = 0; row < heightPx; row++) rows[row * (widthPx + 1)] = 0;
  return joined([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", new Uint8Array()),
  ]);
}

/** Makes a JPEG of these sides that has only a header and an end marker. */
export function jpegHeader(widthPx: number, heightPx: number): Uint8Array<ArrayBuffer> {
  const frame = new DataView(new ArrayBuffer(19));
  frame.setUint32(0, 0xffc00011);
  frame.setUint8(4, 8);
  frame.setUint16(5, heightPx);
  frame.setUint16(7, widthPx);
  frame.setUint8(9, 3);
  const application = Uint8Array.of(
    0xff,
    0xe0,
    0,
    16,
    74,
    70,
    73,
    70,
    0,
    1,
    1,
    0,
    0,
    1,
    0,
    1,
    0,
    0,
  );
  return joined([
    Uint8Array.of(0xff, 0xd8),
    application,
    new Uint8Array(frame.buffer),
    Uint8Array.of(0xff, 0xd9),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = joined([new TextEncoder().encode(type), data]);
  const frame = new DataView(new ArrayBuffer(8));
  frame.setUint32(0, data.length);
  frame.setUint32(4, crc32(body));
  const bytes = new Uint8Array(frame.buffer);
  return joined([bytes.subarray(0, 4), body, bytes.subarray(4)]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
