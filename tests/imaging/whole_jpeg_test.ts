import assert from "node:assert/strict";
import fc from "fast-check";
import { wholeJpeg } from "../../src/imaging/jpeg_walk/whole_jpeg.ts";
import { join, withDoubleJpegFrame, withJpegSize } from "../../devkit/testing/hostile_pictures.ts";
import { readOddFile } from "../../devkit/testing/odd/encoding.ts";
import { JPEGS } from "../../devkit/testing/odd/jpegs.ts";
import { sampleOf, sized } from "../../devkit/testing/sample.ts";

const END = Uint8Array.of(0xff, 0xd9);
/** From one cut to the next, in bytes. */
const STEP = sized({ all: 7, sample: 23 });

Deno.test.each(JPEGS)("wholeJpeg() returns $file as it is", async ({ file }) => {
  const bytes = await readOddFile(file);
  assert.deepEqual(wholeJpeg(bytes), bytes);
});

Deno.test.each([...sampleOf(JPEGS, 5)])(
  "wholeJpeg() adds the end to $file, and to no shorter part",
  async ({ file }) => {
    const bytes = await readOddFile(file);
    const wholes = [];
    // Each length costs a walk over all bytes before it. The last ones matter most.
    for (let length = 0; length < bytes.length; length += length < bytes.length - 99 ? STEP : 1) {
      if (wholeJpeg(bytes.subarray(0, length)) !== undefined) wholes.push(length - bytes.length);
    }
    assert.deepEqual(wholes, [-2, -1]);
    assert.deepEqual(wholeJpeg(bytes.subarray(0, -2)), bytes);
  },
);

/** Of each kind of scan: these are baseline, with restarts, or of one scan for each component. */
const SEQUENTIAL = ["cjpeg-420.jpg", "cjpeg-restart-blocks.jpg", "cjpeg-three-scans.jpg"];

Deno.test.each(SEQUENTIAL)("wholeJpeg() refuses %s cut anywhere, with an end", async (file) => {
  const bytes = await readOddFile(file);
  const room = new Uint8Array(bytes.length);
  for (let length = 0; length < bytes.length - 2; length++) {
    room.set(END, length);
    const cut = room.subarray(0, length + END.length);
    assert.equal(wholeJpeg(cut), undefined, `${length} of ${bytes.length}`);
    room[length] = bytes[length]!;
  }
});

Deno.test("wholeJpeg() refuses a restart that is missing, or has another number", async () => {
  const bytes = await readOddFile("cjpeg-restart-blocks.jpg");
  const at = bytes.findIndex((byte, index) => byte === 0xff && bytes[index + 1] === 0xd1);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + 2)];
  assert.equal(wholeJpeg(join(before, after)), undefined);
  assert.equal(wholeJpeg(join(before, [0xff, 0xd3], after)), undefined);
  // Bytes between the data and a restart are left out.
  assert.deepEqual(wholeJpeg(join(before, [0x12, 0x34], [0xff, 0xd1], after)), bytes);
});

Deno.test("wholeJpeg() refuses a larger size in the header, and two headers", async () => {
  const bytes = await readOddFile("cjpeg-420.jpg");
  assert.equal(wholeJpeg(withJpegSize(bytes, 68, 100)), undefined);
  assert.equal(wholeJpeg(withDoubleJpegFrame(bytes, 10, 10)), undefined);
});

Deno.test("wholeJpeg() ends on any bytes, and what it returns is whole", async () => {
  const files = await Promise.all(JPEGS.map(({ file }) => readOddFile(file)));
  const change = fc.tuple(fc.nat(), fc.nat({ max: 255 }));
  const changes = fc.array(change, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...files), changes, (file, changed) => {
      const bytes = file.slice();
      for (const [at, value] of changed) bytes[at % bytes.length] = value;
      const whole = wholeJpeg(bytes);
      if (whole !== undefined) assert.deepEqual(wholeJpeg(whole), whole);
    }),
    { numRuns: sized({ all: 1000, sample: 200 }) },
  );
});

Deno.test("wholeJpeg() takes many segments for one piece, and refuses many pieces", async () => {
  const bytes = await readOddFile("cjpeg-420.jpg");
  const comments = (stray: number[]) =>
    join(
      bytes.subarray(0, 2),
      ...Array<Uint8Array>(20_000).fill(join([0xff, 0xfe, 0, 2], stray)),
      bytes.subarray(2),
    );
  const joined = comments([]);
  assert.equal(wholeJpeg(joined)?.buffer, joined.buffer, "no copy");
  assert.equal(wholeJpeg(comments([0])), undefined);
});
