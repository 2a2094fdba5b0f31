import assert from "node:assert/strict";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { createB2Client } from "../../src/storage/b2_client.ts";
import { createBucketUrls, learnAddresses } from "../../src/storage/mod.ts";
import { hearLog } from "../../devkit/testing/heard_log.ts";
import { openTestBucket, type TestBucket } from "../../devkit/testing/s3.ts";

const addressOf = (fileId: string) =>
  `https://f004.backblazeb2.com/b2api/v1/b2_download_file_by_id?fileId=${fileId}`;

/** Of another bucket. From https://www.backblaze.com/b2/docs/files.html */
const FOREIGN = addressOf(
  "4_zb330e285948b7a6d4b1b0712_f000000000000472a_d20140104_m032022_c001_v0000123_t0104",
);

/** Puts objects as an older shop did; returns the native address of each. */
async function put({ b2Settings }: TestBucket, ...keys: string[]): Promise<string[]> {
  const client = createB2Client(b2Settings);
  const addresses: string[] = [];
  for (const Key of keys) {
    const object = { Bucket: b2Settings.bucket, Key, Body: `picture ${addresses.length}` };
    addresses.push(addressOf((await client.send(new PutObjectCommand(object))).VersionId!));
  }
  client.destroy();
  return addresses;
}

const urlsOf = ({ b2Settings, store }: TestBucket) => createBucketUrls([], b2Settings, store);

Deno.test("keysOf() leads native addresses to their objects, with one listing", async () => {
  await using bucket = await openTestBucket();
  const [one, older, newest, odd, gone] = await put(
    bucket,
    "old/1.jpg",
    "photo.jpg",
    "photo.jpg",
    "blau & grün <2>.jpg",
    "gone.jpg",
  ) as [string, string, string, string, string];
  await bucket.store.delete("gone.jpg", { versionId: gone.split("=")[1] });
  const urls = urlsOf(bucket);
  const before = bucket.store.requests().list;
  await learnAddresses(urls, ["images/1.jpg", "https://cdn.example/1.jpg"]);
  assert.equal(bucket.store.requests().list, before, "no native address, no listing");
  for (let n = 0; n < 2; n++) {
    await learnAddresses(urls, [one, older, newest, odd, gone, FOREIGN]);
    await learnAddresses(urls, [FOREIGN]);
  }
  assert.equal(bucket.store.requests().list, before + 1);
  assert.deepEqual([one, newest, odd].map((url) => urls.keysOf(url)), [
    ["old/1.jpg"],
    ["photo.jpg"],
    ["blau & grün <2>.jpg"],
  ]);
  assert.equal(urls.keysOf(older), undefined, "its key gives other bytes");
  assert.deepEqual(urls.keysOf(gone), [], "our bucket had it");
  assert.equal(urls.keysOf(FOREIGN), undefined, "another bucket");
});

Deno.test("learn() ends after as many versions as a view may look at", async () => {
  await using bucket = await openTestBucket();
  const [first, , last] = await put(bucket, "1.jpg", "2.jpg", "3.jpg") as [string, string, string];
  const urls = urlsOf(bucket);
  await learnAddresses(urls, [first, last], { mostVersions: 2 });
  assert.deepEqual(urls.keysOf(first), ["1.jpg"]);
  assert.equal(urls.keysOf(last), undefined);
  const before = bucket.store.requests().list;
  await learnAddresses(urls, [last], { mostVersions: 2 });
  assert.equal(bucket.store.requests().list, before, "it would not be found again");
  await learnAddresses(urls, [last]);
  assert.deepEqual(urls.keysOf(last), ["3.jpg"]);
});

Deno.test("a key that may not list versions is told once, and the addresses lie elsewhere", async () => {
  await using heard = await hearLog();
  await using bucket = await openTestBucket();
  const [one] = await put(bucket, "1.jpg") as [string];
  const urls = urlsOf(bucket);
  const effect = { status: 403, code: "AccessDenied" };
  bucket.b2.fail({ operation: "list", effect });
  await learnAddresses(urls, [one]);
  await learnAddresses(urls, [one]);
  assert.equal(urls.keysOf(one), undefined);
  const lines = heard.of("versions_not_listed");
  assert.equal(lines.length, 1);
  assert.match(String(lines[0]!.message), /B2_KEY_ID may not list versions.* listFiles/);
});

Deno.test("a store without versions has no native addresses", async () => {
  await using bucket = await openTestBucket();
  bucket.b2.quirks.listsVersions = false;
  const urls = urlsOf(bucket);
  await learnAddresses(urls, [FOREIGN]);
  assert.equal(urls.keysOf(FOREIGN), undefined);
});
