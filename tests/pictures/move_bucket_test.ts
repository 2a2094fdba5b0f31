import assert from "node:assert/strict";
import { sql } from "kysely";
import { execute } from "../../src/event_log/mod.ts";
import { eraseProduct } from "../../src/pictures/mod.ts";
import { moveBucket, type MoveLine, type MoveOptions } from "../../src/pictures/move_bucket.ts";
import { createBucketUrls, deleteVersions, openObjectStore } from "../../src/storage/mod.ts";
import {
  alter,
  append,
  bytesOf,
  bytesOfAll,
  imageOf,
  insert,
  keysOf,
  putAll,
  replaceImages,
  sale,
} from "../../devkit/testing/repair.ts";
import { openTestBucket } from "../../devkit/testing/s3.ts";
import { openUnit, TARGET } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";

/** A log, its bucket, and an empty second one. */
async function openMove() {
  await using stack = new AsyncDisposableStack();
  const unit = stack.use(await openUnit({ db: "projected", b2: true, cache: true }));
  const second = stack.use(await openTestBucket());
  const both = { ...unit.b2Settings, mirror: second.b2Settings };
  const store = stack.use(openObjectStore(both, { random: () => 0 }));
  const bucketUrls = createBucketUrls([TARGET.publicUrl], both, store);
  const parts = {
    ...{ db: unit.db, store, bucketUrls },
    buckets: [{ name: "first", store: unit.store }, { name: "second", store: second.store }],
  } as const;
  const move = async (options: MoveOptions = {}) => {
    const lines: MoveLine[] = [];
    const report = (line: MoveLine) => void lines.push(line);
    const { rows, copiedBytes: _, ...counts } = await moveBucket(parts, { ...options, report });
    const counted = Object.fromEntries(Object.entries(counts).filter(([, number]) => number > 0));
    return { lines, counted, rows };
  };
  const owned = stack.move();
  return { ...parts, first: unit, second, move, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

type Moving = Awaited<ReturnType<typeof openMove>>;

/** Deletes a product as its seller does, and erases it in these buckets. */
async function deleteForGood(
  { db, bucketUrls, first }: Moving,
  productId: string,
  store: Moving["store"] | Moving["first"]["store"],
): Promise<void> {
  await execute(db, productId, { type: "DeleteImages" }, { actor: "test" });
  const parts = { db, bucketUrls, cache: first.cache, store };
  await eraseProduct(parts, { productId }, () => Promise.resolve(0));
}

const listed = (of: Moving) => Promise.all([keysOf(of.first), keysOf(of.second)]);
const below = (keys: readonly string[], productId: string) =>
  keys.filter((key) => key.startsWith(`products/${productId}/`));

type Step = readonly [name: string, step: (moving: Moving) => Promise<void>];

/** Registers a test of steps that share a log and its buckets. */
function testInSteps(name: string, steps: readonly Step[]): void {
  Deno.test(name, async (t) => {
    await using moving = await openMove();
    for (const [each, step] of steps) await t.step(each, () => step(moving));
  });
}

const requestsOf = ({ first, second }: Moving) =>
  [first, second].map(({ store }) => store.requests());

/** A picture of the product as its sale has made it. */
const pictureOf = (productId: string, imageType: "cover" | "thumb") =>
  imageOf(productId, imageType, bytesOf(`${productId} ${imageType}`));

testInSteps("moveBucket() makes both buckets hold what the log wants", [
  ["a dry run says what it would copy", async (moving) => {
    const { cover } = await sale(moving.first, "TBF-1");
    await sale(moving.first, "TBF-2");
    const { counted, lines } = await moving.move({ dryRun: true });
    assert.deepEqual(counted, { would_copy: 4 });
    assert.deepEqual(lines.find(({ key }) => key === cover.key), {
      ...{ outcome: "would_copy", key: cover.key, to: "second", was: "missing" },
      sizeBytes: cover.sizeBytes,
    });
    assert.deepEqual((await listed(moving))[1], []);
  }],
  ["copies what the second lacks, and goes on where it was", async (moving) => {
    const stop = new AbortController();
    const stopped = await moveBucket(moving, { signal: stop.signal, report: () => stop.abort() });
    assert.ok(stopped.copied >= 1, "the objects that were begun");
    const { counted } = await moving.move();
    assert.deepEqual([counted.copied ?? 0, counted.same], [4 - stopped.copied, stopped.copied]);
    const [ofFirst, ofSecond] = await listed(moving);
    assert.deepEqual(ofSecond, ofFirst);
  }],
  ["compares by the listings, and downloads and puts nothing then", async (moving) => {
    const before = requestsOf(moving);
    assert.deepEqual((await moving.move()).counted, { same: 4 });
    for (const [at, { get, put }] of requestsOf(moving).entries()) {
      assert.deepEqual([get, put], [before[at]!.get, before[at]!.put]);
    }
  }],
  ["finds a copy of other bytes by its hash, and puts it anew", async (moving) => {
    const { key } = pictureOf("TBF-1", "cover");
    await alter(moving.second, key, bytesOf("TBF-1 COVER"));
    const { lines } = await moving.move();
    assert.deepEqual(lines.map((line) => "was" in line && [line.key, line.was]), [[
      key,
      "altered",
    ]]);
    assert.deepEqual(await moving.second.store.get(key), bytesOf("TBF-1 cover"));
  }],
  ["copies back what the first has lost, and reports what neither has", async (moving) => {
    const [kept, lost] = [pictureOf("TBF-1", "thumb"), pictureOf("TBF-2", "thumb")];
    await deleteVersions(moving.first.store, kept.key);
    await deleteVersions(moving.store, lost.key);
    const { lines } = await moving.move();
    const found = lines.map((line) => "to" in line ? `${line.key} to ${line.to}` : line.key);
    assert.deepEqual(found.sort(), [`${kept.key} to first`, lost.key]);
    assert.equal(lines.find(({ key }) => key === lost.key)?.outcome, "lost");
    await moving.store.put(lost.key, bytesOf("TBF-2 thumb"), lost);
  }],
  ["with deep, hashes every object of both", async (moving) => {
    const before = requestsOf(moving).map(({ get }) => get + 4);
    assert.deepEqual((await moving.move({ deep: true })).counted, { same: 4 });
    assert.deepEqual(requestsOf(moving).map(({ get }) => get), before);
  }],
  // Others move what they have listed, and miss what is uploaded meanwhile (github.com/nexspence/nexspence/issues/298).
  ["copies what is sold while the listing is on its way", async (moving) => {
    const { first, move } = moving;
    const sold = Promise.withResolvers<void>();
    first.b2.fail({ operation: "list", times: 1, effect: { answersAfter: sold.promise } });
    const struck = first.b2.strikes;
    const running = move();
    await until("the listing", () => first.b2.strikes > struck);
    await sale(first, "TBF-0");
    sold.resolve();
    assert.deepEqual((await running).counted, { same: 4, copied: 2 });
    const [ofFirst, ofSecond] = await listed(moving);
    assert.deepEqual([below(ofFirst, "TBF-0").length, ofSecond], [2, ofFirst]);
  }],
  ["leaves a picture that was replaced where it is", async (moving) => {
    const { first, second } = moving;
    const { key } = pictureOf("TBF-2", "cover");
    await replaceImages(moving, "TBF-2");
    await append(first, "TBF-2", await putAll(first, "TBF-2", bytesOfAll("new")), 1);
    await deleteVersions(second.store, key);
    assert.equal((await moving.move()).counted.copied, 2);
    const found = await listed(moving);
    assert.deepEqual(found.map((keys) => keys.includes(key)), [true, false]);
  }],
]);

// A copy that knows only listings brings back what is deleted meanwhile (github.com/cobuildwithus/murph/pull/883).
testInSteps("moveBucket() leaves nothing of a product that is deleted for good, in either bucket", [
  ["that a shop with one bucket has erased", async (moving) => {
    await sale(moving.first, "TBF-1");
    await moving.move();
    await deleteForGood(moving, "TBF-1", moving.first.store);
    assert.equal((await moving.move()).counted.erased, 2);
    assert.deepEqual(await listed(moving), [[], []]);
  }],
  ["that a shop with both erases, also what only the second has", async (moving) => {
    await sale({ db: moving.db, store: moving.store }, "TBF-2");
    await alter(moving.second, "products/TBF-2/late.jpg", bytesOf("late"));
    await deleteForGood(moving, "TBF-2", moving.store);
    assert.deepEqual(await listed(moving), [[], []]);
  }],
  ["that is deleted while its copy is on its way", async (moving) => {
    const { second } = moving;
    await sale(moving.first, "TBF-3");
    const erased = Promise.withResolvers<void>();
    const fault = { method: "PUT", keyPrefix: "products/TBF-3/" };
    second.b2.fail({ ...fault, effect: { landsAfter: erased.promise } });
    const running = moving.move();
    await until("the copies on their way", () => second.b2.count("PUT", fault.keyPrefix) === 2);
    await deleteForGood(moving, "TBF-3", moving.store);
    assert.deepEqual(await listed(moving), [[], []], "the erasing has looked too early");
    erased.resolve();
    assert.deepEqual((await running).counted, { ended: 2 });
    second.b2.heal();
    assert.deepEqual(await listed(moving), [[], []]);
  }],
  ["whose copy was put by a process that was killed then", async (moving) => {
    const { cover } = await sale(moving.first, "TBF-4");
    await deleteForGood(moving, "TBF-4", moving.store);
    await moving.second.store.put(cover.key, bytesOf("TBF-4 cover"), cover);
    assert.deepEqual((await moving.move({ dryRun: true })).counted, { would_erase: 1 });
    assert.deepEqual((await moving.move()).counted, { erased: 1 });
    assert.deepEqual(await listed(moving), [[], []]);
  }],
]);

Deno.test("moveBucket() copies what only a row of an older shop names, and counts the row", async () => {
  await using moving = await openMove();
  const { db, first, second, move } = moving;
  const { endpoint, bucket } = second.b2Settings;
  await insert(first, "OLD-1");
  const name = (url: string) =>
    sql`update products set cover_image_url = ${url} where product_id = 'OLD-1'`.execute(db);
  await name(`${first.b2Settings.endpoint}/${first.b2Settings.bucket}/old/1.jpg`);
  await alter(first, "old/1.jpg", bytesOf("old"));
  await alter(first, "old/2.jpg", bytesOf("nobody names it"));
  const found = await move();
  assert.deepEqual([found.counted.copied, found.rows], [1, 1]);
  assert.deepEqual((await listed(moving))[1], ["old/1.jpg"]);
  // After the move, the row may still name the bucket that is the second one then.
  await name(`${endpoint}/${bucket}/old/1.jpg`);
  assert.deepEqual([(await move()).counted, found.rows], [{ same: 1 }, 1]);
  await alter(second, "old/1.jpg", bytesOf("OLD"));
  const differ = await move();
  assert.match((differ.lines[0] as { reason?: string }).reason!, /no event tells which are right/);
});
