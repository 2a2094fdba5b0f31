import assert from "node:assert/strict";
import { IMAGE_ENGINES, inspectImage } from "../../src/imaging/mod.ts";
import { mendJpeg } from "../../src/imaging/containers/mend_jpeg.ts";
import { join } from "../../devkit/testing/hostile_pictures.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { Renderers } from "../../devkit/testing/renderers.ts";

const renderers = new Renderers();
Deno.test.beforeAll(() => renderers.open());
Deno.test.afterAll(() => renderers[Symbol.asyncDispose]());

const photo = await photoJpeg({ widthPx: 120, heightPx: 80, seed: 31 });
const START_OF_SCAN = 0xda;
const TABLES = 0xdb;

/** Where a segment begins. */
function offsetOf(marker: number): number {
  return photo.findIndex((byte, at) => byte === 0xff && photo[at + 1] === marker);
}

/** The parameters of the scan: the last three bytes of its header. */
function withScanParameters(...parameters: number[]): Uint8Array {
  const bytes = photo.slice();
  const at = offsetOf(START_OF_SCAN);
  bytes.set(parameters, at + 2 + bytes[at + 3]! - 3);
  return bytes;
}

function inserted(at: number, ...strays: number[]): Uint8Array {
  return join(photo.subarray(0, at), strays, photo.subarray(at));
}

/** What phones and programs write, and viewers show. */
const ODD = [
  {
    name: "Samsung's scan parameters (libjpeg: Invalid SOS parameters)",
    make: () => withScanParameters(0, 0, 0),
  },
  { name: "scan parameters of another encoder", make: () => withScanParameters(0, 63, 0x11) },
  { name: "a stray byte before a table", make: () => inserted(offsetOf(TABLES), 0) },
  {
    name: "many stray bytes before a table",
    make: () => inserted(offsetOf(TABLES), ...Array(300).fill(0x20)),
  },
  { name: "fill bytes before a table", make: () => inserted(offsetOf(TABLES), 0xff, 0xff) },
  { name: "fill bytes before the scan", make: () => inserted(offsetOf(START_OF_SCAN), 0xff) },
];

Deno.test.each(
  ODD.flatMap((odd) => IMAGE_ENGINES.map((engine) => ({ ...odd, engine }))),
)("render() by $engine shows a JPEG with $name", async ({ make, engine }) => {
  const bytes = make();
  assert.notDeepEqual(bytes, photo);
  assert.ok("header" in inspectImage(bytes));
  const { cover } = await renderers.render(engine, bytes);
  const reference = await renderers.render(engine, photo);
  assert.equal(cover.sha256, reference.cover.sha256);
});

Deno.test("mendJpeg() leaves a whole JPEG, and what it cannot mend, as it is", () => {
  assert.equal(mendJpeg(photo), photo);
  for (let length = 0; length < photo.length; length += 7) {
    const cut = photo.subarray(0, length);
    assert.equal(mendJpeg(cut), cut);
  }
});

Deno.test("mendJpeg() keeps what comes after the end of the image", () => {
  const trailer = [1, 2, 3];
  const mended = mendJpeg(join(withScanParameters(0, 0, 0), trailer));
  assert.deepEqual(mended, join(photo, trailer));
});
