import assert from "node:assert/strict";
import fc from "fast-check";
import {
  keyPrefix,
  objectKey,
  ownerOfKey,
  parseObjectKey,
  productRef,
  readProductRef,
} from "../../src/domain/mod.ts";
import { isSafeKey } from "../../src/storage/mod.ts";
import { ODD_IDS } from "../../devkit/testing/odd_ids.ts";

const SHA256 = "0123456789abcdef".repeat(4);

Deno.test.each<{ id: string; ref: string }>([
  { id: "TBF-7KQ2MX", ref: "TBF-7KQ2MX" },
  { id: "42", ref: "42" },
  { id: "Chaise n° 7", ref: "__Q2hhaXNlIG7CsCA3" },
  { id: "", ref: "__" },
  { id: "\ufeffa", ref: "__77u_YQ" },
  { id: "x".repeat(46), ref: "x".repeat(46) },
  // Of `printf %s xxx… | sha256sum`.
  { id: "x".repeat(47), ref: "_-" + "b35f3728761a26a57ec3e6e948981ae7" },
  { id: "é".repeat(16), ref: "__" + "w6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6k" },
  { id: "é".repeat(17), ref: "_-" + "b9d7a28694bca22000fc3d6eaca87f31" },
  // What looks like a reference of another id never stands for itself.
  { id: "__QQ", ref: "__X19RUQ" },
  { id: "_-" + "0".repeat(32), ref: "_-" + "803ea2b3625c380259445d9a1ae1d4bd" },
])("productRef() of $id is $ref", ({ id, ref }) => {
  assert.equal(productRef(id), ref);
  const read = readProductRef(ref);
  assert.deepEqual(read, ref.startsWith("_-") ? { idHash: ref.slice(2) } : id);
});

Deno.test.each<{ text: string; why: string }>([
  { text: "", why: "nothing" },
  { text: "Chaise n° 7", why: "other characters" },
  { text: "x".repeat(47), why: "too long" },
  { text: "42\n", why: "a line break" },
  { text: "__Q2hhaXNl=", why: "padding" },
  { text: "__QQ==", why: "padding" },
  { text: "__QR", why: "bits that encode nothing" },
  { text: "__NDI", why: "42 stands for itself" },
  { text: "__AA", why: "NUL" },
  { text: "__gA", why: "no UTF-8" },
  { text: "_-0123", why: "a short hash" },
  { text: `_-${"A".repeat(32)}`, why: "a hash in capitals" },
])("readProductRef() reads nothing in $text: $why", ({ text }) => {
  assert.equal(readProductRef(text), undefined);
});

Deno.test("odd ids have references and object keys that are safe, and that no other id has", () => {
  const ids = ODD_IDS.map(({ id }) => id);
  const refs = ids.map(productRef);
  const keys = ids.map((id) => objectKey(id, "cover", SHA256));
  for (const names of [ids, refs, keys]) assert.equal(new Set(names).size, ids.length);
  for (const ref of refs) assert.match(ref, /^[A-Za-z0-9_-]{1,46}$/);
  for (const [index, key] of keys.entries()) {
    assert.ok(isSafeKey(key), key);
    assert.match(key, /^products\/[A-Za-z0-9_-]{1,64}\/cover-0123456789abcdef\.jpg$/);
    assert.ok(key.startsWith(keyPrefix(ids[index]!)));
    assert.deepEqual(parseObjectKey(key), { imageType: "cover", hashPrefix: SHA256.slice(0, 16) });
    const owner = ownerOfKey(key);
    if (typeof owner === "string") assert.equal(owner, ids[index]);
  }
});

Deno.test("a folder of 64 characters keeps its name: its pictures are there already", () => {
  const id = "x".repeat(64);
  assert.equal(keyPrefix(id), `products/${id}/`);
  assert.equal(ownerOfKey(`products/${id}/old.jpg`), id);
});

const anyText = fc.string({ unit: "grapheme", maxLength: 60 }).filter((text) =>
  text.isWellFormed() && !text.includes("\0")
);

Deno.test("productRef() gives different ids different references, which name them again", () => {
  fc.assert(fc.property(anyText, anyText, (one, other) => {
    assert.match(productRef(one), /^[A-Za-z0-9_-]{1,46}$/);
    const read = readProductRef(productRef(one));
    if (typeof read === "string") assert.equal(read, one);
    else assert.equal(productRef(one), `_-${read?.idHash}`);
    if (one !== other) assert.notEqual(productRef(one), productRef(other));
  }));
});
