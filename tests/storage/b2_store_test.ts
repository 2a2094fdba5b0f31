import assert from "node:assert/strict";
import { deleteVersions, openObjectStore, type StoredObject } from "../../src/storage/mod.ts";
import { StorageRefused } from "../../src/storage/errors.ts";
import { testObject } from "../../devkit/testing/s3_objects.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const picture = testObject(1, 60_000);

Deno.test("get() returns what put() stored, byte for byte", async () => {
  await using t = await openUnit({ b2: true });
  await t.store.put(picture.key, picture.bytes, picture);
  assert.deepEqual(await t.store.get(picture.key), picture.bytes);
});

Deno.test("get() returns undefined for an object that is not there", async () => {
  await using t = await openUnit({ b2: true });
  assert.equal(await t.store.get(picture.key), undefined);
  assert.deepEqual(t.store.requests(), { put: 0, get: 1, list: 0, delete: 0, check: 0 });
});

Deno.test("put() stores the headers that caches and browsers need", async () => {
  await using t = await openUnit({ b2: true });
  await t.store.put(picture.key, picture.bytes, picture);
  const answer = await fetch(`${t.behind.endpoint}/${t.behind.bucket}/${picture.key}`);
  await answer.body?.cancel();
  assert.equal(answer.headers.get("cache-control"), "public, max-age=31536000, immutable");
  assert.equal(answer.headers.get("content-type"), "image/jpeg");
});

Deno.test("put() sends Content-MD5 and nothing that B2 does not know", async () => {
  await using t = await openUnit({ b2: true });
  await t.store.put(picture.key, picture.bytes, picture);
  const [request] = t.b2.log;
  const names = Object.keys(request?.headers ?? {});
  assert.equal(request?.status, 200);
  assert.ok(names.includes("content-md5"));
  assert.deepEqual(
    names.filter((name) => /checksum|acl|if-|expect|transfer-encoding/.test(name)),
    [],
  );
});

Deno.test("get() requests no checksum", async () => {
  await using t = await openUnit({ b2: true });
  await t.store.get(picture.key);
  assert.equal(t.b2.log[0]?.headers["x-amz-checksum-mode"], undefined);
});

Deno.test("put() returns the version that B2 made", async () => {
  await using t = await openUnit({ b2: true });
  const { versionId } = await t.store.put(picture.key, picture.bytes, picture);
  assert.match(versionId ?? "", /^4_z/);
});

Deno.test("put() of the same bytes again is harmless", async () => {
  await using t = await openUnit({ b2: true });
  await t.store.put(picture.key, picture.bytes, picture);
  await t.store.put(picture.key, picture.bytes, picture);
  assert.deepEqual(await t.store.get(picture.key), picture.bytes);
});

interface Refusal {
  name: string;
  key: string;
  sha256: string;
}
const other = testObject(2);
Deno.test.each<Refusal>([
  { name: "a key with the hash of other bytes", key: other.key, sha256: picture.sha256 },
  { name: "a hash of other bytes", key: picture.key, sha256: other.sha256 },
  { name: "a key without a hash", key: "products/TBF-7KQ2/cover.jpg", sha256: picture.sha256 },
  { name: "a key with ..", key: `../${picture.key}`, sha256: picture.sha256 },
])("put() refuses $name and sends nothing", async ({ key, sha256 }) => {
  await using t = await openUnit({ b2: true });
  await assert.rejects(t.store.put(key, picture.bytes, { sha256 }), RangeError);
  assert.equal(t.b2.count(), 0);
});

Deno.test("list() goes through all pages and returns each key once, in order", async () => {
  await using t = await openUnit({ b2: true });
  // Upper and lower case, dash and underscore: where sorting by locale and by code point differ.
  const products = ["TBF-a", "TBF-B", "TBF_c", "tbf-D", "TBF-AA", "9", "Z", "z"];
  const objects = products.map((id, i) => testObject(i, 100 + i, id));
  for (const { key, bytes, sha256 } of objects) await t.store.put(key, bytes, { sha256 });
  const listed = await collect(t.store.list("products/", { pageSize: 3 }));
  assert.deepEqual(listed.map(({ key }) => key), objects.map(({ key }) => key).sort());
  assert.equal(t.store.requests().list, 3);
});

Deno.test("list() gives size, MD5 and date of objects with the prefix", async () => {
  await using t = await openUnit({ b2: true });
  const before = Date.now() - 1000;
  await t.store.put(picture.key, picture.bytes, picture);
  const elsewhere = testObject(3, 10, "TBF-OTHER");
  await t.store.put(elsewhere.key, elsewhere.bytes, elsewhere);
  const [object, ...others] = await collect(t.store.list("products/TBF-7KQ2/"));
  assert.deepEqual(others, []);
  assert.equal(object?.key, picture.key);
  assert.equal(object.sizeBytes, picture.bytes.length);
  assert.match(object.etag, /^[0-9a-f]{32}$/);
  assert.ok(object.lastModified.getTime() >= before);
});

Deno.test("list() of nothing is empty", async () => {
  await using t = await openUnit({ b2: true });
  assert.deepEqual(await collect(t.store.list("products/")), []);
});

Deno.test("delete() removes an object, and again without error", async () => {
  await using t = await openUnit({ b2: true });
  const { versionId } = await t.store.put(picture.key, picture.bytes, picture);
  await t.store.delete(picture.key, { versionId });
  assert.equal(await t.store.get(picture.key), undefined);
  await t.store.delete(picture.key);
});

Deno.test("versions() lists what B2 keeps of one key, the newest first", async () => {
  await using t = await openUnit({ b2: true });
  const put: (string | undefined)[] = [];
  for (let i = 0; i < 3; i++) {
    put.unshift((await t.store.put(picture.key, picture.bytes, picture)).versionId);
  }
  const versions = await t.store.versions(picture.key);
  assert.deepEqual(versions.map(({ versionId }) => versionId), put);
  assert.equal(versions[0]?.sizeBytes, picture.bytes.length);
  assert.ok(versions[0]!.lastModified >= versions[2]!.lastModified);
  assert.deepEqual(await t.store.versions(other.key), []);
  assert.deepEqual(await t.store.versions(picture.key.slice(0, -1)), []);
});

Deno.test("versions() is empty in a store without versions", async () => {
  await using t = await openUnit({ b2: true });
  t.b2.quirks.versions = false;
  await t.store.put(picture.key, picture.bytes, picture);
  assert.deepEqual(await t.store.versions(picture.key), []);
});

Deno.test("versions() is empty in a store that knows no such listing, and asks it once", async () => {
  await using t = await openUnit({ b2: true });
  Object.assign(t.b2.quirks, { versions: false, listsVersions: false });
  await t.store.put(picture.key, picture.bytes, picture);
  assert.deepEqual(await t.store.versions(picture.key), []);
  assert.equal(t.store.requests().list, 1);
  assert.equal(await deleteVersions(t.store, picture.key), 1);
  assert.equal(await t.store.get(picture.key), undefined);
});

Deno.test("deleteVersions() hides nothing that is put between its two questions", async () => {
  await using t = await openUnit({ b2: true });
  const { store } = t;
  const deleted = await deleteVersions({
    versions: (...about) => store.versions(...about),
    async *list(...about) {
      await store.put(picture.key, picture.bytes, picture);
      yield* store.list(...about);
    },
    delete: (...about) => store.delete(...about),
  }, picture.key);
  assert.equal(deleted, 1);
  assert.deepEqual(await store.versions(picture.key), []);
  assert.equal(await store.get(picture.key), undefined);
});

Deno.test("delete() of an older version keeps the newer one", async () => {
  await using t = await openUnit({ b2: true });
  const { versionId } = await t.store.put(picture.key, picture.bytes, picture);
  const newer = await t.store.put(picture.key, picture.bytes, picture);
  await t.store.delete(picture.key, { versionId });
  assert.deepEqual(await t.store.get(picture.key), picture.bytes);
  await t.store.delete(picture.key, newer);
  assert.equal(await t.store.get(picture.key), undefined);
});

Deno.test("check() costs one request and stores nothing", async () => {
  await using t = await openUnit({ b2: true });
  await t.store.check();
  assert.deepEqual(t.store.requests(), { put: 0, get: 0, list: 0, delete: 0, check: 1 });
  assert.deepEqual(await collect(t.store.list("")), []);
});

interface WrongSetting {
  name: string;
  wrong: { bucket?: string; keyId?: string; applicationKey?: string };
  says: RegExp;
}
Deno.test.each<WrongSetting>([
  { name: "bucket", wrong: { bucket: "no-such-bucket" }, says: /404 NoSuchBucket/ },
  { name: "key id", wrong: { keyId: "somebody" }, says: /403 InvalidAccessKeyId/ },
  {
    name: "secret",
    wrong: { applicationKey: "K005verysecret" },
    says: /403 SignatureDoesNotMatch/,
  },
])("check() refuses a wrong $name at once and does not print it", async ({ wrong, says }) => {
  await using t = await openUnit({ b2: true });
  await using store = openObjectStore({ ...t.b2Settings, ...wrong });
  await assert.rejects(store.check(), (error) => {
    assert.ok(error instanceof StorageRefused);
    assert.match(error.message, says);
    assert.ok(!Deno.inspect(error, { depth: 10 }).includes("K005verysecret"));
    return true;
  });
  assert.equal(store.requests().check, 1);
});

Deno.test("calls that follow one another share a connection", async () => {
  await using t = await openUnit({ b2: true });
  await t.store.put(picture.key, picture.bytes, picture);
  for (let i = 0; i < 10; i++) await t.store.get(picture.key);
  await t.store.get(other.key);
  await t.store.delete(picture.key);
  assert.equal(t.b2.connections, 1);
});

Deno.test("a hundred calls at once all succeed", async () => {
  await using t = await openUnit({ b2: true });
  const objects = Array.from({ length: 100 }, (_, i) => testObject(i, 5_000));
  await Promise.all(objects.map(({ key, bytes, sha256 }) => t.store.put(key, bytes, { sha256 })));
  const got = await Promise.all(objects.map(({ key }) => t.store.get(key)));
  assert.deepEqual(got, objects.map(({ bytes }) => bytes));
  assert.ok(t.b2.connections <= 50);
});

async function collect(list: AsyncIterable<StoredObject>): Promise<StoredObject[]> {
  return await Array.fromAsync(list);
}
