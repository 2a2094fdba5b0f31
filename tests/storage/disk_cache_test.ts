import assert from "node:assert/strict";
import { join } from "node:path";
import { openLog } from "../../src/log.ts";
import type { DiskCacheOptions } from "../../src/storage/disk_cache.ts";
import { openDiskCache } from "../../src/storage/mod.ts";
import { collectLog } from "../../devkit/testing/log_files.ts";
import { testObject } from "../../devkit/testing/s3_objects.ts";

const MINUTE_MS = 60_000;
const a = testObject(1);
const b = testObject(2);
const c = testObject(3);

/** A folder, and a cache on it whose log lines are kept. */
async function openTestCache(options: Partial<DiskCacheOptions> = {}) {
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "vitrine-cache-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }).catch(() => {}));
  const logged: string[] = [];
  stack.defer(collectLog);
  const write = (line: string) => void logged.push(line);
  stack.use(await openLog({ level: "warning", format: "text", write }));
  const cache = stack.use(await openDiskCache({ dir, maxBytes: 1_000_000, ...options }));
  const owned = stack.move();
  return { dir, cache, logged, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The files of a folder, by name. */
async function filesIn(dir: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name).sort();
}

function fileOf({ sha256 }: { sha256: string }): string {
  return `${sha256.slice(0, 16)}.jpg`;
}

async function lastUsed(path: string, ageMs: number): Promise<void> {
  const at = new Date(Date.now() - ageMs);
  await Deno.utime(path, at, at);
}

Deno.test("get() returns the bytes of put()", async () => {
  await using t = await openTestCache();
  await t.cache.put(a.key, a.bytes);
  assert.deepEqual(await t.cache.get(a.key), a.bytes);
  assert.equal(await t.cache.get(b.key), undefined);
});

Deno.test("has() tells what is there, and is no use of it", async () => {
  await using t = await openTestCache();
  await t.cache.put(a.key, a.bytes);
  const path = join(t.dir, fileOf(a));
  await lastUsed(path, 10 * MINUTE_MS);
  const { mtime } = await Deno.stat(path);
  const held = await Promise.all([a.key, b.key, "../x"].map((key) => t.cache.has(key)));
  assert.deepEqual(held, [true, false, false]);
  assert.deepEqual((await Deno.stat(path)).mtime, mtime);
});

Deno.test("get() returns bytes that were kept before a restart", async () => {
  await using t = await openTestCache();
  await t.cache.put(a.key, a.bytes);
  await using again = await openDiskCache({ dir: t.dir, maxBytes: 1_000_000 });
  assert.deepEqual(await again.get(a.key), a.bytes);
});

Deno.test("put() keeps the picture that two products share once", async () => {
  await using t = await openTestCache();
  const twin = testObject(1, 1000, "TBF-TWIN");
  await t.cache.put(a.key, a.bytes);
  await t.cache.put(twin.key, twin.bytes);
  assert.deepEqual(await filesIn(t.dir), [fileOf(a)]);
  assert.deepEqual(await t.cache.get(twin.key), a.bytes);
});

Deno.test("remove() forgets a picture, and accepts one that is not there", async () => {
  await using t = await openTestCache();
  await t.cache.put(a.key, a.bytes);
  await t.cache.put(b.key, b.bytes);
  for (let n = 0; n < 2; n++) assert.equal(await t.cache.remove(a.key), true);
  assert.equal(await t.cache.remove("images/adopted.jpg"), true, "the cache has no such key");
  assert.deepEqual(await filesIn(t.dir), [fileOf(b)]);
  await Deno.remove(t.dir, { recursive: true });
  assert.equal(await t.cache.remove(b.key), true);
  assert.deepEqual(t.logged, []);
});

Deno.test("remove() returns false when a picture may still be there", async () => {
  await using t = await openTestCache();
  // A folder instead of the file cannot be removed as a file, not even by root.
  await Deno.mkdir(join(t.dir, fileOf(a), "inside"), { recursive: true });
  assert.equal(await t.cache.remove(a.key), false);
  assert.match(t.logged.join(), /Cannot remove a picture from the disk cache/);
});

Deno.test("put() leaves no temporary file", async () => {
  await using t = await openTestCache();
  await Promise.all([a, b, a, b].map(({ key, bytes }) => t.cache.put(key, bytes)));
  assert.deepEqual(await filesIn(t.dir), [fileOf(a), fileOf(b)].sort());
});

Deno.test("put() keeps no bytes that do not match the key", async () => {
  await using t = await openTestCache();
  await t.cache.put(a.key, b.bytes);
  assert.deepEqual(await filesIn(t.dir), []);
});

Deno.test("put() keeps no bytes that are more than the cache may hold", async () => {
  await using t = await openTestCache({ maxBytes: 999 });
  await t.cache.put(a.key, a.bytes);
  assert.deepEqual(await filesIn(t.dir), []);
});

Deno.test("the least recently used goes first", async () => {
  await using t = await openTestCache({ maxBytes: 2_500 });
  await t.cache.put(a.key, a.bytes);
  await t.cache.put(b.key, b.bytes);
  await lastUsed(join(t.dir, fileOf(a)), 2 * MINUTE_MS);
  await lastUsed(join(t.dir, fileOf(b)), 3 * MINUTE_MS);
  await t.cache.put(c.key, c.bytes);
  assert.deepEqual(await filesIn(t.dir), [fileOf(a), fileOf(c)].sort());
});

Deno.test("get() counts as a use, also after a restart", async () => {
  await using t = await openTestCache({ maxBytes: 2_500 });
  await t.cache.put(a.key, a.bytes);
  await t.cache.put(b.key, b.bytes);
  await lastUsed(join(t.dir, fileOf(a)), 3 * MINUTE_MS);
  await lastUsed(join(t.dir, fileOf(b)), 2 * MINUTE_MS);
  await t.cache.get(a.key);
  await using again = await openDiskCache({ dir: t.dir, maxBytes: 2_500 });
  await again.put(c.key, c.bytes);
  assert.deepEqual(await filesIn(t.dir), [fileOf(a), fileOf(c)].sort());
});

Deno.test("openDiskCache() makes room when the limit was lowered", async () => {
  await using t = await openTestCache();
  for (const { key, bytes } of [a, b, c]) await t.cache.put(key, bytes);
  await lastUsed(join(t.dir, fileOf(c)), -MINUTE_MS);
  await using _smaller = await openDiskCache({ dir: t.dir, maxBytes: 1_000 });
  assert.deepEqual(await filesIn(t.dir), [fileOf(c)]);
});

Deno.test("many puts at once end within the limit", async () => {
  await using t = await openTestCache({ maxBytes: 10_000 });
  const objects = Array.from({ length: 60 }, (_, i) => testObject(i));
  await Promise.all(objects.map(({ key, bytes }) => t.cache.put(key, bytes)));
  const kept = await filesIn(t.dir);
  assert.ok(kept.length >= 1 && kept.length <= 10, `${kept.length} are kept`);
});

interface Damage {
  name: string;
  content: Uint8Array;
}
Deno.test.each<Damage>([
  { name: "an altered", content: a.bytes.map((byte, i) => i === 500 ? byte ^ 1 : byte) },
  { name: "a cut-off", content: a.bytes.subarray(0, 700) },
  { name: "an empty", content: new Uint8Array() },
  { name: "another picture's", content: b.bytes },
])("get() removes $name file and misses", async ({ content }) => {
  await using t = await openTestCache();
  await t.cache.put(a.key, a.bytes);
  await Deno.writeFile(join(t.dir, fileOf(a)), content);
  assert.equal(await t.cache.get(a.key), undefined);
  assert.deepEqual(await filesIn(t.dir), []);
  assert.match(t.logged.join(), /does not hold the bytes it is named after/);
  await t.cache.put(a.key, a.bytes);
  assert.deepEqual(await t.cache.get(a.key), a.bytes);
});

Deno.test("a folder that vanishes is a miss, and the next put() makes it again", async () => {
  await using t = await openTestCache();
  await t.cache.put(a.key, a.bytes);
  await Deno.remove(t.dir, { recursive: true });
  assert.equal(await t.cache.get(a.key), undefined);
  await t.cache.put(b.key, b.bytes);
  assert.deepEqual(await t.cache.get(b.key), b.bytes);
  assert.deepEqual(t.logged, []);
});

Deno.test("a folder that cannot be written is a miss, and is logged once a minute", async () => {
  const file = await Deno.makeTempFile();
  let now = Date.now();
  await using t = await openTestCache({ dir: join(file, "cache"), now: () => now });
  await t.cache.put(a.key, a.bytes);
  assert.equal(await t.cache.get(a.key), undefined);
  assert.equal(t.logged.length, 1);
  now += MINUTE_MS;
  await t.cache.put(a.key, a.bytes);
  assert.equal(t.logged.length, 2);
  assert.match(t.logged[1] ?? "", /and \d failures before it/);
  await Deno.remove(file);
});

Deno.test.each([
  { key: "../../etc/passwd" },
  { key: "products/../../../etc/passwd" },
  { key: "products/TBF-7KQ2/cover-../../../../x.jpg" },
  { key: "products/TBF-7KQ2/cover-0123456789abcdef.jpg/../../x" },
  { key: "products/TBF-7KQ2/cover-0123456789abcdef.jpg\0" },
  { key: "products/TBF-7KQ2/cover-0123456789abcdef.jpg\n" },
  { key: "/products/TBF-7KQ2/cover-0123456789abcdef.jpg" },
  { key: "products/TBF-7KQ2/cover-0123456789ABCDEF.jpg" },
  { key: "" },
])("the key $key reaches no file", async ({ key }) => {
  await using t = await openTestCache();
  await t.cache.put(key, a.bytes);
  assert.equal(await t.cache.get(key), undefined);
  assert.deepEqual(await filesIn(t.dir), []);
});

Deno.test("openDiskCache() removes the temporary files of killed writers, and nothing else", async () => {
  await using t = await openTestCache();
  const temporary = () => `${fileOf(a)}.${crypto.randomUUID()}.tmp`;
  const [old, fresh, foreign] = [temporary(), temporary(), "family-photo.jpg"];
  for (const name of [old, fresh, foreign]) await Deno.writeTextFile(join(t.dir, name), "half");
  for (const name of [old, foreign]) await lastUsed(join(t.dir, name), 61 * MINUTE_MS);
  await using _again = await openDiskCache({ dir: t.dir, maxBytes: 1 });
  assert.deepEqual(await filesIn(t.dir), [fresh, foreign].sort());
});

Deno.test("files of other processes are counted after a while", async () => {
  let now = Date.now();
  await using t = await openTestCache({ maxBytes: 20_000, now: () => now });
  for (let i = 10; i < 40; i++) {
    const other = testObject(i);
    await Deno.writeFile(join(t.dir, fileOf(other)), other.bytes);
  }
  now += 11 * MINUTE_MS;
  await t.cache.put(a.key, a.bytes);
  assert.ok((await filesIn(t.dir)).length <= 20);
});
