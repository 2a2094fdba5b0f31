import assert from "node:assert/strict";
import { eraseProduct, reconcile } from "../../src/pictures/mod.ts";
import { createErasingJobs } from "../../src/jobs/mod.ts";
import { erasingOf } from "../../src/jobs/erase_product.ts";
import { execute } from "../../src/event_log/mod.ts";
import type { ObjectStore, StoredObject } from "../../src/storage/mod.ts";
import { hearLog } from "../../devkit/testing/heard_log.ts";
import { NOTHING_STORING, ONE_PRODUCT, openTestQueue } from "../../devkit/testing/jobs.ts";
import { bytesOf, later, put } from "../../devkit/testing/repair.ts";
import { openUnit, TARGET, type Unit } from "../../devkit/testing/unit.ts";

type Work = Unit<typeof ONE_PRODUCT>;

/** A key that Amazon S3 and Cloudflare R2 keep. The S3 server of the tests keeps none of these. */
const ODD = "products/TBF-1//1.jpg";
/** As the consoles of Amazon S3 and of other stores make a folder: docs.aws.amazon.com, "Organizing objects using folders". */
const FOLDER = "products/TBF-1/";

/** A store that lists these objects too. */
function listing(store: ObjectStore, odd: readonly StoredObject[]): ObjectStore {
  return {
    get: (...args) => store.get(...args),
    put: (...args) => store.put(...args),
    versions: (...args) => store.versions(...args),
    allVersions: (...args) => store.allVersions(...args),
    delete: (...args) => store.delete(...args),
    check: (...args) => store.check(...args),
    requests: () => store.requests(),
    async *list(prefix, options) {
      yield* odd.filter(({ key }) => key.startsWith(prefix));
      yield* store.list(prefix, options);
    },
  };
}

const object = (key: string, sizeBytes: number): StoredObject => (
  { key, sizeBytes, etag: "0".repeat(32), lastModified: new Date(0) }
);

/** A deleted product with a picture. */
async function openDeleted(odd: readonly StoredObject[]) {
  const work: Work = await openUnit(ONE_PRODUCT);
  const { key } = await put(work, "TBF-1", "cover", bytesOf("late"));
  await execute(work.db, "TBF-1", { type: "DeleteImages" }, { actor: "test" });
  const deps = { ...work.deps, store: listing(work.store, odd) };
  return { ...work, deps, key, [Symbol.asyncDispose]: () => work[Symbol.asyncDispose]() };
}

Deno.test("eraseProduct() passes the mark of a folder, and names a key that only an operator can delete", async () => {
  await using work = await openDeleted([object(FOLDER, 0), object(ODD, 7)]);
  const { deps, store, key } = work;
  const outcome = await eraseProduct(deps, { productId: "TBF-1" }, NOTHING_STORING);
  assert.deepEqual(outcome, { versions: 1, oddKeys: [ODD] });
  assert.deepEqual(await store.versions(key), []);
});

Deno.test("the job of an erasing says which keys and hosts are left", async () => {
  await using heard = await hearLog();
  await using work = await openDeleted([object(ODD, 7)]);
  await using _tables = await openTestQueue(work);
  const addresses = [`${TARGET.publicUrl}//1.jpg`, `${TARGET.publicUrl}/folder/`];
  const job = erasingOf(work.deps.bucketUrls, { productId: "TBF-1", addresses });
  assert.deepEqual(job, { productId: "TBF-1", keys: [], elsewhere: ["cdn.example"] });
  const [erasing] = createErasingJobs(work.deps);
  const attempt = { jobId: "1", number: 1, signal: new AbortController().signal };
  await erasing!.run(job, attempt as Parameters<NonNullable<typeof erasing>["run"]>[1]);
  assert.deepEqual(heard.of("odd_keys_left").map(({ oddKeys }) => oddKeys), [[ODD]]);
  assert.equal(heard.of("picture_elsewhere").length, 1);
});

Deno.test("reconcile() counts the mark of a folder as no orphan", async () => {
  await using work = await openDeleted([]);
  const store = listing(work.store, [object("products/9/", 0), object("products/9//1.jpg", 7)]);
  const found = await reconcile({ ...work.deps, store }, { now: later });
  assert.deepEqual([found.objects, found.orphaned], [3, 2], "the odd key and the late picture");
});
