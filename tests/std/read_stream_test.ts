import assert from "node:assert/strict";
import { readStream, TooManyBytes } from "../../src/std/mod.ts";

const PIECE = 1000;

/** A server that sends a body of so many bytes, in pieces, with its length or without it. */
function serve(sizeBytes: number, announces: boolean) {
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => {
        const size = Math.min(PIECE, sizeBytes - sent);
        if (size === 0) return controller.close();
        controller.enqueue(Uint8Array.from({ length: size }, (_, at) => (sent + at) % 251));
        sent += size;
      },
    });
    return new Response(body, announces ? { headers: { "content-length": `${sizeBytes}` } } : {});
  });
}

async function read(sizeBytes: number, announces: boolean, given: { announcedBytes?: number }) {
  await using server = serve(sizeBytes, announces);
  const response = await fetch(`http://127.0.0.1:${server.addr.port}`);
  return await readStream(response.body!, { maxBytes: 200_000, ...given });
}

Deno.test.each([
  { name: "of the announced length", sizeBytes: 150_000, announcedBytes: 150_000 },
  { name: "of an unknown length", sizeBytes: 150_000, announcedBytes: undefined },
  { name: "longer than announced", sizeBytes: 150_000, announcedBytes: 10 },
  { name: "shorter than announced", sizeBytes: 10, announcedBytes: 150_000 },
  { name: "of the most bytes", sizeBytes: 200_000, announcedBytes: 200_000 },
  { name: "of the most bytes, unknown", sizeBytes: 200_000, announcedBytes: undefined },
])("readStream() reads a stream $name", async ({ sizeBytes, announcedBytes }) => {
  const given = announcedBytes === undefined ? {} : { announcedBytes };
  const bytes = await read(sizeBytes, announcedBytes === sizeBytes, given);
  assert.equal(bytes.length, sizeBytes);
  assert.ok(bytes.every((byte, at) => byte === at % 251));
});

Deno.test.each([{ announcedBytes: 200_001 }, { announcedBytes: 5 }, {}])(
  "readStream() ends a stream that is too long: %o",
  async (given) => {
    await assert.rejects(read(300_000, false, given), TooManyBytes);
  },
);
