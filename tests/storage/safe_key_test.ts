import assert from "node:assert/strict";
import { createPictureSources } from "../../src/pictures/sources.ts";
import { execute } from "../../src/event_log/mod.ts";
import { imageOf, insert, results, run } from "../../devkit/testing/repair.ts";
import type { ObjectStore } from "../../src/storage/mod.ts";
import { openUnit, TARGET } from "../../devkit/testing/unit.ts";

const ODD = [
  "../other/secret.jpg",
  "products/../../other/secret.jpg",
  "products/./1.jpg",
  "products//1.jpg",
  "/1.jpg",
  "products/",
  "..",
  "%2e%2e/other/secret.jpg",
  ".%2E/other/secret.jpg",
  "products%2F..%2F..%2Fother/secret.jpg",
  "%252e%252e/other/secret.jpg",
  "..\\other\\secret.jpg",
  "%5c1.jpg",
  "1\n.jpg",
  "1\u001b.jpg",
];
Deno.test("no request is sent for a key that leads elsewhere", async () => {
  await using t = await openUnit({ b2: true });
  for (const key of ODD) {
    assert.equal(await t.store.get(key), undefined, key);
    await assert.rejects(t.store.delete(key), RangeError);
  }
  assert.equal(t.b2.log.length, 0);
});

Deno.test("a view shows no object of another bucket", async () => {
  await using work = await openUnit({ pictures: true });
  const find = createPictureSources({ ...work.deps, legacyImagesDir: "" });
  for (
    const key of ["../other/secret.jpg", "%2e%2e/other/secret.jpg", "x/../../other/secret.jpg"]
  ) {
    assert.equal(await find(`${TARGET.publicUrl}/${key}`, "cover"), undefined, key);
  }
  assert.equal(work.b2.log.length, 0);
});

Deno.test("reconcile() reports an object whose key leads elsewhere, and goes on", async () => {
  await using work = await openUnit({ pictures: true });
  const key = "products/../secret.jpg";
  await insert(work, "TBF-1");
  const image = imageOf("TBF-1", "cover", new Uint8Array([1]), key);
  const command = { type: "MigrateImages", images: { cover: image } } as const;
  await execute(work.db, "TBF-1", command, { actor: "test" });
  const { findings, lines } = await run(work, { repair: work.deps, deletes: ["superseded"] });
  assert.deepEqual(findings, [`missing ${key}`]);
  assert.deepEqual(results(lines), ["invalidated"]);
  assert.ok(work.b2.log.every((request) => request.method === "GET"));
});

Deno.test("reconcile() deletes no orphan whose key leads elsewhere, and names it", async () => {
  await using work = await openUnit({ db: "projected", b2: true });
  const { db, store } = work;
  const key = "products/../other/secret.jpg";
  const object = { key, sizeBytes: 1, etag: "0".repeat(32), lastModified: new Date(0) };
  // A server that keeps such an object: most make another key of it.
  const odd: ObjectStore = {
    get: (...args) => store.get(...args),
    put: (...args) => store.put(...args),
    versions: (...args) => store.versions(...args),
    allVersions: (...args) => store.allVersions(...args),
    delete: (...args) => store.delete(...args),
    check: (...args) => store.check(...args),
    requests: () => store.requests(),
    async *list() {
      yield await Promise.resolve(object);
    },
  };
  const { summary, findings, lines } = await run({ ...work, db, store: odd }, {
    deletes: ["orphaned"],
  });
  assert.deepEqual([findings, results(lines)], [[`orphaned ${key}`], ["odd_key"]]);
  assert.deepEqual([summary.orphaned, summary.deleted], [1, 0]);
  assert.equal(work.b2.log.length, 0, "B2 is not asked for it");
});
