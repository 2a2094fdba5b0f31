import assert from "node:assert/strict";
import { photoHead } from "../src/files/photo_head.ts";
import { jpegHeader, png } from "./support/pictures.ts";

const jpeg = jpegHeader(300, 200);
const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

Deno.test.each<
  { name: string; bytes: Uint8Array; head: [kind: string, length: number] | undefined }
>([
  { name: "a JPEG, up to its size", bytes: jpeg, head: ["jpg", jpeg.length - 2] },
  { name: "a PNG", bytes: png(), head: ["png", 33] },
  { name: "a GIF", bytes: latin1("GIF89a".padEnd(900, "x")), head: ["gif", 10] },
  { name: "a WebP", bytes: latin1("RIFFxxxxWEBPVP8 ".padEnd(900, "x")), head: ["webp", 30] },
  // image-size takes hours for forged files of these kinds.
  { name: "no AVIF", bytes: latin1("\0\0\0\x18ftypavif\0\0\0\0mif1avif"), head: undefined },
  { name: "no JPEG XL", bytes: latin1("\0\0\0\x0cJXL \r\n\x87\n"), head: undefined },
  { name: "no TIFF", bytes: latin1("II*\0\x08\0\0\0"), head: undefined },
  { name: "no JPEG without a size", bytes: jpeg.subarray(0, 20), head: undefined },
  { name: "nothing of nothing", bytes: new Uint8Array(), head: undefined },
])("photoHead() finds $name", ({ bytes, head }) => {
  const found = photoHead(bytes);
  assert.deepEqual(found && [found.kind, found.bytes.length], head);
});
