import assert from "node:assert/strict";
import {
  deleteVersions,
  ObjectCorrupt,
  openObjectStore,
  StorageUnavailable,
} from "../../src/storage/mod.ts";
import { StorageRefused } from "../../src/storage/errors.ts";
import { deletionsOf, idOfBoth } from "../../src/storage/mirrored_versions.ts";
import { ACCESS_DENIED } from "../../devkit/s3/front.ts";
import { hearLog } from "../../devkit/testing/heard_log.ts";
import { alter } from "../../devkit/testing/repair.ts";
import { openTestBucket } from "../../devkit/testing/s3.ts";
import { testObject } from "../../devkit/testing/s3_objects.ts";
import { until } from "../../devkit/testing/until.ts";

/** Attempts that follow at once, and few of them. */
const QUICK = { attemptMs: 60_000, totalMs: 60_000, maxAttempts: 2 };
const POLICIES = { view: QUICK, job: QUICK };

async function openBoth() {
  await using stack = new AsyncDisposableStack();
  const log = stack.use(await hearLog());
  const one = stack.use(await openTestBucket());
  const other = stack.use(await openTestBucket());
  const settings = { ...one.b2Settings, mirror: other.b2Settings };
  const store = stack.use(openObjectStore(settings, { random: () => 0, policies: POLICIES }));
  const owned = stack.move();
  return { log, one, other, store, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

type Both = Awaited<ReturnType<typeof openBoth>>;

const held = async ({ one, other }: Both, key: string) =>
  await Promise.all([one, other].map(async ({ store }) => await store.get(key) !== undefined));

const AWAY = { status: 503, code: "ServiceUnavailable" } as const;

type Step = readonly [name: string, step: (both: Both) => Promise<void>];

/** Registers a test of steps that share two buckets. */
function testInSteps(name: string, steps: readonly Step[]): void {
  Deno.test(name, async (t) => {
    await using both = await openBoth();
    for (const [each, step] of steps) await t.step(each, () => step(both));
  });
}

let seed = 0;
/** Puts an object that is new. */
async function put({ store }: Pick<Both, "store"> | Both["other"]) {
  const object = testObject(++seed);
  return { ...object, put: await store.put(object.key, object.bytes, object) };
}

testInSteps("two buckets hold the same", [
  ["what is put, and what is deleted by its version", async (both) => {
    const { key, put: version } = await put(both);
    assert.deepEqual(await held(both, key), [true, true]);
    await both.store.delete(key, version);
    assert.deepEqual(await held(both, key), [false, false]);
  }],
  ["a version that another put has made stays, in both", async (both) => {
    const { store } = both;
    const first = await put(both);
    await store.delete(first.key, await store.put(first.key, first.bytes, first));
    assert.deepEqual(await held(both, first.key), [true, true]);
    assert.equal((await store.versions(first.key)).length, 2, "one in each");
    assert.equal(await deleteVersions(store, first.key), 2);
    assert.deepEqual(await held(both, first.key), [false, false]);
  }],
  ["a put succeeds without the second, and the log says so", async (both) => {
    both.other.b2.fail({ method: "PUT", effect: AWAY });
    const { key } = await put(both);
    both.other.b2.heal();
    assert.deepEqual(await held(both, key), [true, false]);
    assert.deepEqual(both.log.of("mirror_behind").map((line) => line.key), [key]);
  }],
  ["a deletion fails unless both delete, and can be repeated", async (both) => {
    const { key } = await put(both);
    both.other.b2.fail({ method: "DELETE", effect: ACCESS_DENIED });
    await assert.rejects(deleteVersions(both.store, key), StorageRefused);
    both.other.b2.heal();
    await deleteVersions(both.store, key);
    assert.deepEqual(await held(both, key), [false, false]);
  }],
  ["what only the second has is found in a listing of everything, and deleted", async (both) => {
    const { store } = both;
    const { key } = await put(both.other);
    const keys = async (everywhere: boolean) =>
      (await Array.fromAsync(store.list(key, { everywhere }))).map((object) => object.key);
    assert.deepEqual([await keys(false), await keys(true)], [[], [key]]);
    await deleteVersions(store, key);
    assert.deepEqual(await held(both, key), [false, false]);
  }],
  ["a version that is to be kept is known by the id that its bucket gave", async (both) => {
    const { key } = await put(both);
    const [version] = await both.other.store.versions(key);
    await deleteVersions(both.store, key, { keep: new Set([version!.versionId]) });
    assert.deepEqual(await held(both, key), [false, true]);
  }],
  ["also where one of them keeps no versions", async (both) => {
    for (const { b2 } of [both.one, both.other]) {
      b2.quirks.versions = b2.quirks.listsVersions = false;
      const { key } = await put(both);
      await deleteVersions(both.store, key);
      assert.deepEqual(await held(both, key), [false, false]);
      b2.quirks.versions = b2.quirks.listsVersions = true;
    }
  }],
]);

/** Waits until the first bucket has an object again, and returns it. */
async function mended({ log, one }: Both, key: string) {
  await until(
    `${key} in the first bucket`,
    () => log.of("mirror_mended").some((line) => line.key === key),
  );
  return await one.store.get(key);
}

testInSteps("what the first bucket lacks is read from the second, and put again", [
  ["an object that is missing", async (both) => {
    const { key, bytes } = await put(both.other);
    assert.deepEqual(await both.store.get(key, { policy: "view" }), bytes);
    assert.deepEqual(await mended(both, key), bytes);
  }],
  ["an object of an older shop", async (both) => {
    const { bytes } = testObject(++seed);
    await alter(both.other, "old/1.jpg", bytes);
    assert.deepEqual(await both.store.get("old/1.jpg"), bytes);
    assert.deepEqual(await mended(both, "old/1.jpg"), bytes);
  }],
  ["an object that has other bytes", async (both) => {
    const { key, bytes } = await put(both);
    await alter(both.one, key, testObject(++seed).bytes);
    assert.deepEqual(await both.store.get(key), bytes);
    assert.deepEqual(await mended(both, key), bytes);
  }],
  [
    "what neither has is not there, and what is altered alone is altered",
    async ({ store, one }) => {
      const { key } = testObject(++seed);
      assert.equal(await store.get(key), undefined);
      await alter(one, key, testObject(++seed).bytes);
      await assert.rejects(store.get(key), ObjectCorrupt);
    },
  ],
  ["while the second is away, nothing is taken for lost", async ({ store, other }) => {
    other.b2.fail({ method: "GET", effect: AWAY });
    await assert.rejects(store.get(testObject(++seed).key), StorageUnavailable);
    other.b2.heal();
  }],
]);

Deno.test.each<{ id: string | undefined; deletes: readonly (readonly [string, string?])[] }>([
  { id: undefined, deletes: [["main"], ["mirror"]] },
  { id: "4_z12_f3", deletes: [["main", "4_z12_f3"]] },
  { id: "mirror:4_z12_f3", deletes: [["mirror", "4_z12_f3"]] },
  { id: "main:", deletes: [["main"]] },
  { id: "mirror:", deletes: [["mirror"]] },
  { id: idOfBoth("4_a", "4_b"), deletes: [["main", "4_a"], ["mirror", "4_b"]] },
  { id: idOfBoth("4_a", undefined), deletes: [["main", "4_a"]] },
  { id: idOfBoth(undefined, "4_b"), deletes: [["mirror", "4_b"]] },
])("deletionsOf($id) names the bucket", ({ id, deletes }) => {
  const found = deletionsOf(id).map(({ side, versionId }) =>
    versionId === undefined ? [side] : [side, versionId]
  );
  assert.deepEqual(found, deletes);
});
