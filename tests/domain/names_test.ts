import assert from "node:assert/strict";
import fc from "fast-check";
import { objectKey, parseObjectKey, productIdFrom, productRef } from "../../src/domain/mod.ts";

Deno.test("productIdFrom() makes ids that a deep link can carry", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (random) => {
    const id = productIdFrom(random);
    assert.match(id, /^TBF-[2-9A-HJKMNP-TV-Z]{6}$/);
    assert.equal(productRef(id), id);
  }));
});

Deno.test("productIdFrom() refuses too few random bytes", () => {
  assert.throws(() => productIdFrom(new Uint8Array(5)), RangeError);
});

Deno.test("parseObjectKey() reads what objectKey() made", () => {
  const key = objectKey("TBF-7KQ2MX", "thumb", "0123456789abcdef".repeat(4));
  assert.equal(key, "products/TBF-7KQ2MX/thumb-0123456789abcdef.jpg");
  assert.deepEqual(parseObjectKey(key), {
    imageType: "thumb",
    hashPrefix: "0123456789abcdef",
  });
});

Deno.test.each<{ key: string }>([
  { key: "products/TBF-1/cover.jpg" },
  { key: "products/../cover-0123456789abcdef.jpg" },
  { key: "/products/TBF-1/cover-0123456789abcdef.jpg" },
  { key: "products/TBF-1/cover-0123456789abcdef.jpg\n" },
])("parseObjectKey() finds no key of ours in $key", ({ key }) => {
  assert.equal(parseObjectKey(key), undefined);
});
