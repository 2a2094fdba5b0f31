import assert from "node:assert/strict";
import fc from "fast-check";
import { FrameReader, writeFrame } from "../../src/imaging/worker/frames.ts";

interface Sent {
  readonly head: unknown;
  readonly body: readonly Uint8Array[];
}

const bytes = fc.uint8Array({ maxLength: 40 });
const frames = fc.array(
  fc.record({ head: fc.jsonValue(), body: fc.array(bytes, { maxLength: 3 }) }),
);

Deno.test("FrameReader reads the frames of writeFrame(), in pieces of any size", async () => {
  await fc.assert(
    fc.asyncProperty(frames, fc.integer({ min: 1, max: 50 }), async (sent, pieceBytes) => {
      const reader = new FrameReader(inPieces(await written(sent), pieceBytes));
      for (const { head, body } of sent) {
        const frame = await reader.next();
        assert.deepEqual(frame?.head, JSON.parse(JSON.stringify(head)));
        assert.deepEqual([...frame?.body ?? []], body.flatMap((piece) => [...piece]));
      }
      assert.equal(await reader.next(), undefined);
    }),
  );
});

Deno.test("FrameReader finds no frame when the stream ends in the middle of one", async () => {
  const whole = await written([{ head: { a: 1 }, body: [Uint8Array.of(1, 2, 3)] }]);
  for (let length = 0; length < whole.length; length++) {
    const reader = new FrameReader(inPieces(whole.subarray(0, length), 4));
    assert.equal(await reader.next(), undefined);
  }
});

Deno.test("FrameReader refuses an impossible length", async () => {
  const reader = new FrameReader(inPieces(new Uint8Array(8).fill(0xff), 8));
  await assert.rejects(reader.next(), RangeError);
});

async function written(sent: readonly Sent[]): Promise<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writing = (async () => {
    const writer = writable.getWriter();
    for (const { head, body } of sent) await writeFrame(writer, head, ...body);
    await writer.close();
  })();
  const all = await new Response(readable.pipeThrough(cloning())).bytes();
  await writing;
  return all;
}

/** `Response` needs chunks on an ordinary ArrayBuffer. */
function cloning(): TransformStream<Uint8Array, Uint8Array<ArrayBuffer>> {
  return new TransformStream({ transform: (piece, out) => out.enqueue(new Uint8Array(piece)) });
}

function inPieces(bytes: Uint8Array, pieceBytes: number): ReadableStream<Uint8Array> {
  const count = Math.ceil(bytes.length / pieceBytes);
  return ReadableStream.from(
    Array.from(
      { length: count },
      (_, at) => bytes.subarray(at * pieceBytes, (at + 1) * pieceBytes),
    ),
  );
}
