import assert from "node:assert/strict";
import { objectKey } from "../../src/domain/mod.ts";
import { putImage, type PutProbe } from "../../src/pictures/mod.ts";
import type { ImageToPut } from "../../src/pictures/put.ts";
import { ObjectCorrupt, sha256Hex } from "../../src/storage/mod.ts";
import { type TestBucket } from "../../devkit/testing/s3.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const bytes = new TextEncoder().encode("a picture");
const sha256 = sha256Hex(bytes);
const key = objectKey("TBF-1", "thumb", sha256);
const toPut: ImageToPut = {
  productId: "TBF-1",
  imageType: "thumb",
  image: { bytes, sha256, widthPx: 320, heightPx: 240, contentType: "image/jpeg" },
  origin: "seller",
};

function put({ store }: TestBucket, probe?: PutProbe) {
  return putImage({ store, bucket: "shop" }, toPut, probe && { probe });
}

/** A probe that always looks, and remembers what it found. */
function probing(isSafe = true): PutProbe & { readonly seen: boolean[] } {
  const seen: boolean[] = [];
  return { seen, isWorthIt: true, saw: (isThere) => void seen.push(isThere), isSafe: () => isSafe };
}

Deno.test("putImage() puts the bytes under the key with their hash, and returns the data of the event", async () => {
  await using t = await openUnit({ b2: true });
  assert.deepEqual(await put(t), {
    bucket: "shop",
    key,
    sha256,
    sizeBytes: bytes.length,
    widthPx: 320,
    heightPx: 240,
    contentType: "image/jpeg",
    origin: "seller",
  });
  assert.deepEqual(await t.store.get(key), bytes);
});

Deno.test("putImage() does not put an object again that its probe finds, and returns the same", async () => {
  await using t = await openUnit({ b2: true });
  const first = await put(t);
  const probe = probing();
  assert.deepEqual(await put(t, probe), first);
  assert.deepEqual(probe.seen, [true]);
  assert.equal((await t.store.versions(key)).length, 1, "each put would be billed as a version");
});

Deno.test("putImage() puts an object again that a clean-up may be about to delete", async () => {
  await using t = await openUnit({ b2: true });
  await put(t);
  const probe = probing(false);
  await put(t, probe);
  assert.deepEqual(probe.seen, [true]);
  assert.equal((await t.store.versions(key)).length, 2);
});

Deno.test("putImage() puts an object that its probe does not find, or finds damaged", async () => {
  await using t = await openUnit({ b2: true });
  const probe = probing();
  await put(t, probe);
  t.b2.fail({ method: "GET", times: 1, effect: "alter" });
  await put(t, probe);
  assert.deepEqual(probe.seen, [false, false]);
  assert.equal(t.store.requests().put, 2);
});

Deno.test("putImage() does not ask B2 when the probe is not worth it", async () => {
  await using t = await openUnit({ b2: true });
  const saw = () => assert.fail("it looked");
  await put(t, { isWorthIt: false, saw, isSafe: () => true });
  assert.deepEqual([t.store.requests().get, t.store.requests().put], [0, 1]);
});

Deno.test("putImage() throws when B2 keeps other bytes", async () => {
  await using t = await openUnit({ b2: true });
  t.b2.fail({ method: "PUT", effect: "keep_altered" });
  await assert.rejects(put(t), ObjectCorrupt);
});
