import assert from "node:assert/strict";
import { readBytes, TooManyBytes } from "../../src/std/read_bytes.ts";

async function* chunks(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const [index, size] of sizes.entries()) {
    await Promise.resolve();
    yield new Uint8Array(size).fill(index + 1);
  }
}

Deno.test("readBytes() joins the chunks in order", async () => {
  assert.deepEqual(await readBytes(chunks(2, 0, 1), 3), Uint8Array.of(1, 1, 3));
  assert.deepEqual(await readBytes(chunks(), 0), new Uint8Array());
});

Deno.test("readBytes() stops at the first chunk too many, and closes the source", async () => {
  let closed = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield* chunks(10);
    } finally {
      closed = true;
    }
  }
  await assert.rejects(readBytes(endless(), 25), TooManyBytes);
  assert.ok(closed);
});
