import assert from "node:assert/strict";
import fc from "fast-check";
import { DENO_RUN } from "../../src/std/mod.ts";
import { type DiskCache, openDiskCache } from "../../src/storage/mod.ts";
import { testObject } from "../../devkit/testing/s3_objects.ts";

const PROCESS = new URL("../../devkit/testing/cache_process.ts", import.meta.url);

Deno.test("two caches over one folder see each other's pictures", async () => {
  await using folder = await openFolder();
  await using one = await openDiskCache({ dir: folder.dir, maxBytes: 1_000_000 });
  await using two = await openDiskCache({ dir: folder.dir, maxBytes: 1_000_000 });
  const objects = Array.from({ length: 20 }, (_, i) => testObject(i));
  await Promise.all(objects.map(({ key, bytes }, i) => (i % 2 ? one : two).put(key, bytes)));
  for (const { key, bytes } of objects) {
    assert.deepEqual(await one.get(key), bytes);
    assert.deepEqual(await two.get(key), bytes);
  }
});

Deno.test("a reader sees a file whole or not at all while others write it", async () => {
  await using folder = await openFolder();
  const torn: unknown[] = [];
  const log = (_message: string, cause: unknown) => torn.push(cause);
  const options = { dir: folder.dir, maxBytes: 100_000_000, log };
  await using writer = await openDiskCache(options);
  await using reader = await openDiskCache(options);
  const { key, bytes } = testObject(1, 2_000_000);
  await writer.put(key, bytes);
  for (let round = 0; round < 15; round++) {
    const [, ...got] = await Promise.all([
      writer.put(key, bytes),
      ...Array.from({ length: 4 }, () => reader.get(key)),
    ]);
    assert.deepEqual(got.map((read) => read?.length), [2_000_000, 2_000_000, 2_000_000, 2_000_000]);
  }
  assert.deepEqual(torn, []);
});

Deno.test("processes that share a folder do not fail, and stay within the limit", async () => {
  await using folder = await openFolder();
  const maxBytes = 16_000;
  const children = [0, 13, 26].map((seed) => fill(folder.dir, maxBytes, seed));
  const ends = await Promise.all(children);
  assert.deepEqual(ends, [{ code: 0, stderr: "" }, { code: 0, stderr: "" }, {
    code: 0,
    stderr: "",
  }]);
  await using _cache = await openDiskCache({ dir: folder.dir, maxBytes });
  const names = (await Array.fromAsync(Deno.readDir(folder.dir))).map(({ name }) => name);
  assert.deepEqual(names.filter((name) => !/^[0-9a-f]{16}\.jpg$/.test(name)), []);
  assert.ok(names.length >= 1 && names.length <= 16);
});

Deno.test("get() returns the right bytes or nothing, whatever happens", async () => {
  const step = fc.record({
    what: fc.constantFrom("put", "put", "get", "get", "damage", "vanish", "reopen"),
    cache: fc.nat(1),
    seed: fc.nat(11),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      await using folder = await openFolder();
      const open = () => openDiskCache({ dir: folder.dir, maxBytes: 5_000 });
      const caches: [Opened, Opened] = [await open(), await open()];
      const put = new Set<string>();
      for (const { what, cache, seed } of steps) {
        const { key, bytes, sha256 } = testObject(seed, 300 + seed * 100);
        const chosen = caches[cache === 0 ? 0 : 1];
        switch (what) {
          case "put":
            await chosen.put(key, bytes);
            put.add(key);
            assert.deepEqual(await chosen.get(key), bytes);
            break;
          case "get": {
            const got = await chosen.get(key);
            if (got) assert.deepEqual(got, bytes);
            if (got) assert.ok(put.has(key));
            break;
          }
          case "damage":
            await Deno.writeFile(`${folder.dir}/${sha256.slice(0, 16)}.jpg`, bytes.subarray(1))
              .catch(() => {});
            break;
          case "vanish":
            await Deno.remove(folder.dir, { recursive: true }).catch(() => {});
            break;
          case "reopen":
            await chosen[Symbol.asyncDispose]();
            caches[cache === 0 ? 0 : 1] = await open();
        }
      }
      for (const cache of caches) await cache[Symbol.asyncDispose]();
    }),
    { numRuns: 60 },
  );
});

type Opened = DiskCache & AsyncDisposable;

async function openFolder() {
  const dir = await Deno.makeTempDir({ prefix: "vitrine-cache-" });
  const remove = () => Deno.remove(dir, { recursive: true }).catch(() => {});
  return { dir, [Symbol.asyncDispose]: remove };
}

async function fill(dir: string, maxBytes: number, seed: number) {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...DENO_RUN,
      "--no-prompt",
      `--allow-read=${dir}`,
      `--allow-write=${dir}`,
      PROCESS.href,
      dir,
      String(maxBytes),
      String(seed),
    ],
    env: { NO_COLOR: "1" },
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}
