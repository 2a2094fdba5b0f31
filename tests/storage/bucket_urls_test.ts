import assert from "node:assert/strict";
import { createBucketUrls, keysOfUrls } from "../../src/storage/mod.ts";
import { isSafeKey } from "../../src/storage/safe_key.ts";

const S3 = "https://s3.us-west-004.backblazeb2.com";
const PUBLIC = ["https://cdn.example", "https://img.example:8443/shop/pictures/"];
const urls = createBucketUrls(PUBLIC, { endpoint: S3, bucket: "Shop-1" });

interface Case {
  readonly url: string;
  readonly keys: readonly string[] | undefined;
}

/** Forms of URLs from the documents of Backblaze and Amazon S3 ("Virtual hosting", "Presigned URLs"). */
const FORMS: readonly Case[] = [
  { url: "https://cdn.example/old/1.jpg", keys: ["old/1.jpg"] },
  { url: "https://CDN.Example/old/1.jpg", keys: ["old/1.jpg"] },
  { url: "HTTPS://cdn.example:443/old/1.jpg", keys: ["old/1.jpg"] },
  { url: "http://cdn.example/old/1.jpg", keys: ["old/1.jpg"] },
  { url: " https://cdn.example/old/1.jpg\n", keys: ["old/1.jpg"] },
  { url: "https://img.example:8443/shop/pictures/1.jpg", keys: ["1.jpg"] },
  { url: `${S3}/Shop-1/old/1.jpg`, keys: ["old/1.jpg"] },
  { url: "https://shop-1.s3.us-west-004.backblazeb2.com/old/1.jpg", keys: ["old/1.jpg"] },
  { url: "https://f004.backblazeb2.com/file/Shop-1/old/1.jpg", keys: ["old/1.jpg"] },
  { url: "https://F000.backblazeb2.com/file/Shop-1/old/1.jpg", keys: ["old/1.jpg"] },
  { url: "https://cdn.example/1.jpg?v=2", keys: ["1.jpg"] },
  { url: "https://cdn.example/1.jpg#top", keys: ["1.jpg"] },
  { url: `${S3}/Shop-1/1.jpg?X-Amz-Signature=0a&X-Amz-Expires=60`, keys: ["1.jpg"] },
  { url: "https://f004.backblazeb2.com/file/Shop-1/1.jpg?Authorization=3_x", keys: ["1.jpg"] },
];

Deno.test("the addresses of a second bucket name the same objects", () => {
  const mirror = {
    ...{ endpoint: "https://s3.eu-central-003.backblazeb2.com", bucket: "old", region: "x" },
    ...{ keyId: "", applicationKey: "", publicUrl: "https://old.example/p" },
  };
  const both = createBucketUrls(PUBLIC, { endpoint: S3, bucket: "Shop-1", mirror });
  const named = [
    "https://old.example/p/a/1.jpg",
    "https://old.s3.eu-central-003.backblazeb2.com/a/1.jpg",
    "https://f003.backblazeb2.com/file/old/a/1.jpg",
    "https://cdn.example/a/1.jpg",
  ];
  for (const url of named) {
    assert.deepEqual(both.keysOf(url), ["a/1.jpg"], url);
    assert.match(url, new RegExp(both.pattern, "i"));
  }
  assert.deepEqual(named.map((url) => urls.keysOf(url) === undefined), [true, true, true, false]);
});

/** Keys that need encoding. The first key is the likeliest. */
const ENCODED: readonly Case[] = [
  { url: "https://cdn.example/blue%20pot.jpg", keys: ["blue pot.jpg", "blue%20pot.jpg"] },
  { url: "https://cdn.example/blue pot.jpg", keys: ["blue pot.jpg"] },
  { url: "https://cdn.example/blue+pot.jpg", keys: ["blue+pot.jpg", "blue pot.jpg"] },
  { url: "https://cdn.example/caf%C3%A9.jpg", keys: ["café.jpg", "caf%C3%A9.jpg"] },
  { url: "https://cdn.example/café.jpg", keys: ["café.jpg"] },
  { url: "https://cdn.example/100%.jpg", keys: ["100%.jpg"] },
  { url: "https://cdn.example/a%23b%3Fc.jpg", keys: ["a#b?c.jpg", "a%23b%3Fc.jpg"] },
  { url: `${S3}/Shop%2D1/1.jpg`, keys: ["1.jpg"] },
];

/** URLs of our bucket that name no object. */
const NOTHING: readonly Case[] = [
  { url: "https://cdn.example/", keys: [] },
  { url: "https://cdn.example", keys: [] },
  { url: "https://cdn.example/folder/", keys: [] },
  { url: "https://cdn.example/a//1.jpg", keys: [] },
  { url: `${S3}/Shop-1/../other/1.jpg`, keys: [] },
  { url: `${S3}/Shop-1/%2e%2E/other/1.jpg`, keys: [] },
  { url: `${S3}/Shop-1/x/../../other/1.jpg`, keys: [] },
  { url: `${S3}/Shop-1/%252e%252e/other/1.jpg`, keys: [] },
  { url: `${S3}/Shop-1/..%2f..%2fother/1.jpg`, keys: [] },
];

const ELSEWHERE: readonly Case[] = [
  { url: `${S3}/Shop-12/1.jpg`, keys: undefined },
  { url: `${S3}/shop-1/1.jpg`, keys: undefined },
  { url: `${S3}/Shop-1`, keys: undefined },
  { url: "https://f004.backblazeb2.com/file/other/1.jpg", keys: undefined },
  { url: "https://f004.backblazeb2.com.example/file/Shop-1/1.jpg", keys: undefined },
  { url: "https://cdn.example.org/1.jpg", keys: undefined },
  { url: "https://cdn.example@evil.example/1.jpg", keys: undefined },
  { url: "https://cdn.example:8080/1.jpg", keys: undefined },
  { url: "https://img.example:8443/shop/1.jpg", keys: undefined },
  { url: "ftp://cdn.example/1.jpg", keys: undefined },
  { url: "images/1.jpg", keys: undefined },
  { url: "/app/images/1.jpg", keys: undefined },
  { url: "C:\\images\\1.jpg", keys: undefined },
  { url: "", keys: undefined },
];

Deno.test.each([...FORMS, ...ENCODED, ...NOTHING, ...ELSEWHERE])(
  "keysOf($url)",
  ({ url, keys }) => assert.deepEqual(urls.keysOf(url), keys),
);

Deno.test("the pattern for PostgreSQL matches every URL of the bucket", () => {
  const pattern = new RegExp(urls.pattern, "i");
  for (const { url } of [...FORMS, ...ENCODED]) assert.match(url, pattern);
  assert.doesNotMatch("images/1.jpg", pattern);
});

Deno.test("keysOfUrls() names each key once, and only safe keys", () => {
  const all = [...FORMS, ...ENCODED, ...NOTHING, ...ELSEWHERE].map(({ url }) => url);
  const keys = keysOfUrls(urls, [...all, ...all]);
  assert.equal(new Set(keys).size, keys.length);
  assert.deepEqual(keys.filter((key) => !isSafeKey(key)), []);
});
