import assert from "node:assert/strict";
import { createBucketUrls, keysOfUrls } from "../../src/storage/mod.ts";

const b2 = { endpoint: "https://s3.us-west-004.backblazeb2.com", bucket: "shop" };
const bucketUrls = createBucketUrls(["https://cdn.example", "https://cdn.example"], b2);

Deno.test.each<{ name: string; urls: string[]; keys: string[] }>([
  { name: "the public base", urls: ["https://cdn.example/old/1.jpg"], keys: ["old/1.jpg"] },
  {
    name: "Backblaze's own addresses, each object once",
    urls: [
      "https://shop.s3.us-west-004.backblazeb2.com/old/1.jpg",
      "https://s3.us-west-004.backblazeb2.com/shop/old/1.jpg",
    ],
    keys: ["old/1.jpg"],
  },
  { name: "no key at all", urls: ["https://cdn.example/", "https://cdn.example", ""], keys: [] },
  {
    name: "another bucket, host or folder",
    urls: [
      "https://s3.us-west-004.backblazeb2.com/shop2/1.jpg",
      "https://cdn.example.org/1.jpg",
      "images/1.jpg",
    ],
    keys: [],
  },
])("keysOfUrls() of $name", ({ urls, keys }) => {
  assert.deepEqual(keysOfUrls(bucketUrls, urls), keys);
});
