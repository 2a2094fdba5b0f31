import assert from "node:assert/strict";
import { ObjectCorrupt } from "../../src/storage/mod.ts";
import { testObject } from "../../devkit/testing/s3_objects.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const picture = testObject(1, 60_000);

interface Server {
  readonly etags: "md5" | "parts" | "encrypted" | "none";
  /** Requests for one put that succeeds. */
  readonly put: number;
  readonly get: number;
}
const servers: Server[] = [
  { etags: "md5", put: 1, get: 0 },
  { etags: "parts", put: 1, get: 1 },
  // It looks like an MD5 (github.com/boto/boto/issues/3750).
  { etags: "encrypted", put: 1, get: 1 },
  { etags: "none", put: 1, get: 1 },
];

Deno.test.each(servers)(
  "put() to a server with ETags of the kind $etags reads back $get times",
  async ({ etags, put, get }) => {
    await using t = await openUnit({ b2: true });
    t.b2.quirks.etags = etags;
    const { versionId } = await t.store.put(picture.key, picture.bytes, picture);
    assert.match(versionId ?? "", /^4_z/);
    assert.deepEqual(t.store.requests(), { put, get, list: 0, delete: 0, check: 0 });
    assert.deepEqual(await t.store.get(picture.key), picture.bytes);
  },
);

Deno.test.each(servers)(
  "put() notices that a server with ETags of the kind $etags keeps other bytes",
  async ({ etags }) => {
    await using t = await openUnit({ b2: true });
    t.b2.quirks.etags = etags;
    t.b2.fail({ method: "PUT", effect: "keep_altered" });
    await assert.rejects(t.store.put(picture.key, picture.bytes, picture), ObjectCorrupt);
    assert.equal(t.store.requests().put, 1, "wrong bytes are not tried again");
  },
);

Deno.test("put() notices that an object is missing when it is read back", async () => {
  await using t = await openUnit({ b2: true });
  t.b2.quirks.etags = "parts";
  t.b2.fail({ method: "GET", effect: { status: 404, code: "NoSuchKey" } });
  await assert.rejects(t.store.put(picture.key, picture.bytes, picture), /gives back nothing/);
});

Deno.test("put() reads back again while the server is away", async () => {
  await using t = await openUnit({ b2: true });
  t.b2.quirks.etags = "parts";
  t.b2.fail({ method: "GET", effect: { status: 503, code: "SlowDown" }, times: 2 });
  await t.store.put(picture.key, picture.bytes, picture);
  assert.deepEqual([t.store.requests().put, t.store.requests().get], [1, 3]);
});
