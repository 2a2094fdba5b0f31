import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeFileId, encodeFileId, type FileIdParts } from "../src/files/file_id.ts";

const anyParts: fc.Arbitrary<FileIdParts> = fc.record({
  botId: fc.integer({ min: 1, max: 2 ** 40 }),
  serial: fc.integer({ min: 0, max: 2 ** 50 }),
  accessHash: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
    .map((hash) => hash.toString(16).padStart(16, "0")),
}).chain((common) =>
  fc.oneof(
    fc.constantFrom("s", "m", "x", "y").map((size) => ({
      ...common,
      kind: "photo" as const,
      size,
    })),
    fc.constantFrom("document" as const, "video" as const, "sticker" as const)
      .map((kind) => ({ ...common, kind })),
  )
);

Deno.test("decodeFileId() reads what encodeFileId() writes", () => {
  fc.assert(fc.property(anyParts, (parts) => {
    assert.deepEqual(decodeFileId(encodeFileId(parts)), { parts });
  }));
});

Deno.test("decodeFileId() reads or refuses any string and never throws", () => {
  // The unit "binary" of fast-check would keep a list of all characters: 85 MB.
  const unit = fc.nat({ max: 0x10ffff }).map((code) => String.fromCodePoint(code));
  fc.assert(fc.property(fc.string({ unit }), (text) => {
    assert.ok(Object.keys(decodeFileId(text)).length === 1);
  }));
});

Deno.test("decodeFileId() refuses every truncated id", () => {
  fc.assert(fc.property(anyParts, fc.nat(), (parts, length) => {
    const id = encodeFileId(parts);
    assert.ok("refused" in decodeFileId(id.slice(0, length % id.length)));
  }));
});

interface Prefix {
  readonly name: FileIdParts["kind"];
  readonly prefix: string;
}

Deno.test.each<Prefix>([
  { name: "photo", prefix: "AgAC" },
  { name: "document", prefix: "BQAC" },
])("encodeFileId() gives the id of a $name Telegram's prefix", ({ name, prefix }) => {
  const id = encodeFileId({ kind: name, botId: 1, serial: 1, accessHash: "00000000000000ff" });
  assert.equal(id.slice(0, 4), prefix);
});
