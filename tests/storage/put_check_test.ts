import assert from "node:assert/strict";
import { ObjectCorrupt } from "../../src/storage/mod.ts";
import { testObject } from "../../devkit/testing/s3_objects.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const picture = testObject(1, 60_000);

interface Server {
  readonly etags: string;
  readonly md5Etags: boolean;
  /** Requests for one put that succeeds. */
  readonly put: number;
  readonly get: number;
}
const servers: Server[] = [
  { etags: "the MD5", md5Etags: true, put: 1, get: 0 },
  { etags: "something else", md5Etags: false, put: 1, get: 1 },
];

Deno.test.each(servers)(
  "put() to a server with ETags that are $etags reads back $get times",
  async ({ md5Etags, put, get }) => {
    await using t = await openUnit({ b2: true });
    t.b2.quirks.md5Etags = md5Etags;
    const { versionId } = await t.store.put(picture.key, picture.bytes, picture);
    assert.match(versionId ?? "", /^4_z/);
    assert.deepEqual(t.store.requests(), { put, get, list: 0, delete: 0, check: 0 });
    assert.deepEqual(await t.store.get(picture.key), picture.bytes);
  },
);

Deno.test.each(servers)(
  "put() notices that a server with ETags that are $etags keeps other bytes",
  async ({ md5Etags }) => {
    await using t = await openUnit({ b2: true });
    t.b2.quirks.md5Etags = md5Etags;
    t.b2.fail({ method: "PUT", effect: "keep_altered" });
    await assert.rejects(t.store.put(picture.key, picture.bytes, picture), ObjectCorrupt);
    assert.equal(t.store.requests().put, 1, "wrong bytes are not tried again");
  },
);

Deno.test("put() notices that an object is missing when it is read back", async () => {
  await using t = await openUnit({ b2: true });
  t.b2.quirks.md5Etags = false;
  t.b2.fail({ method: "GET", effect: { status: 404, code: "NoSuchKey" } });
  await assert.rejects(t.store.put(picture.key, picture.bytes, picture), /gives back nothing/);
});

Deno.test("put() reads back again while the server is away", async () => {
  await using t = await openUnit({ b2: true });
  t.b2.quirks.md5Etags = false;
  t.b2.fail({ method: "GET", effect: { status: 503, code: "SlowDown" }, times: 2 });
  await t.store.put(picture.key, picture.bytes, picture);
  assert.deepEqual([t.store.requests().put, t.store.requests().get], [1, 3]);
});
