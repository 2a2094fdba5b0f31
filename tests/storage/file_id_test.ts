import assert from "node:assert/strict";
import { createBucketUrls, readFileAddress } from "../../src/storage/mod.ts";

const BASE = "f004.backblazeb2.com/b2api/v1/b2_download_file_by_id?fileId=";
/** "Files" of Backblaze: https://www.backblaze.com/b2/docs/files.html */
const OLD_ID =
  "4_zb330e285948b7a6d4b1b0712_f000000000000472a_d20140104_m032022_c001_v0000123_t0104";
/** A version id in "Cloud Storage S3 List Object Versions": https://www.backblaze.com/apidocs/s3-list-object-versions */
const S3_ID = "4_z6145af89f355ac2f74ed0c1b_f4030346ce9e208f0_d20220128_m232407_c004_v0402005_t0021";
/** As public repositories show it in addresses of 2023 and later. */
const NEW_ID =
  "4_zfdde9dc5a5fcebd59d8b0816_f1154154b098fe610_d20250827_m223950_c003_v0312030_t0027_u01756334390521";

interface Case {
  readonly url: string;
  readonly fileId: string;
  /** Where such an address was seen. */
  readonly source: string;
}

const NATIVE: readonly Case[] = [
  { url: `https://${BASE}${OLD_ID}`, fileId: OLD_ID, source: "backblaze.com/b2/docs/files.html" },
  { url: `https://${BASE}${S3_ID}`, fileId: S3_ID, source: "apidocs/s3-list-object-versions" },
  { url: `https://${BASE}${NEW_ID}`, fileId: NEW_ID, source: "addresses of public repositories" },
  {
    url: `https://f000.backblazeb2.com/b2api/v2/b2_download_file_by_id?fileId=${OLD_ID}`,
    fileId: OLD_ID,
    source: "what `b2 upload-file` prints as URL by fileId",
  },
  {
    url: `https://f003.backblazeb2.com/b2api/v3/b2_download_file_by_id?fileId=${NEW_ID}`,
    fileId: NEW_ID,
    source: "apidocs/b2-download-file-by-id",
  },
  {
    url: `https://f005.backblazeb2.com/b2api/v4/b2_download_file_by_id?fileId=${NEW_ID}`,
    fileId: NEW_ID,
    source: "docs/cloud-storage-native-api-versions: v4 since 2025-04",
  },
  {
    url: `HTTPS://F004.BackblazeB2.com/b2api/v1/b2_download_file_by_id?fileId=${OLD_ID}`,
    fileId: OLD_ID,
    source: "RFC 3986 3.2.2: hosts have no case",
  },
  {
    url: `https://${BASE}${OLD_ID}&Authorization=3_20160803_d9_dnld`,
    fileId: OLD_ID,
    source: "apidocs/b2-get-download-authorization",
  },
  {
    url:
      `https://f004.backblazeb2.com/b2api/v1/b2_download_file_by_id?b2ContentDisposition=inline&fileId=${OLD_ID}#a`,
    fileId: OLD_ID,
    source: "apidocs/b2-download-file-by-id",
  },
  {
    url:
      `https://f004.backblazeb2.com/b2api/v1/b2_download_file_by_id?Authorization=3_x&amp;fileId=${OLD_ID}`,
    fileId: OLD_ID,
    source: "an export that escapes for HTML",
  },
  {
    url: `https://${BASE}${OLD_ID.replaceAll("_", "%5F")}`,
    fileId: OLD_ID,
    source: "RFC 3986 2.3: the same as without encoding",
  },
  {
    url: ` http://${BASE}${OLD_ID}\n`,
    fileId: OLD_ID,
    source: "space around a value does not count",
  },
  {
    url: `https://cdn.example/b2api/v1/b2_download_file_by_id?fileId=${OLD_ID}`,
    fileId: OLD_ID,
    source: "a CDN before the download host: backblaze.com/docs, Cloudflare",
  },
];

const OTHERS = [
  `https://${BASE}`,
  `https://${BASE}4_z27c88f`,
  `https://f004.backblazeb2.com/b2api/v1/b2_download_file_by_id?fileid=${OLD_ID}`,
  `https://f004.backblazeb2.com/b2api/v1/b2_get_file_info?fileId=${OLD_ID}`,
  `https://f004.backblazeb2.com/file/shop/b2_download_file_by_id?fileId=${OLD_ID}`,
  `https://shop.s3.us-west-004.backblazeb2.com/1.jpg?versionId=${OLD_ID}`,
  `ftp://${BASE}${OLD_ID}`,
  OLD_ID,
  "images/1.jpg",
  "",
];

const bucketUrls = createBucketUrls(["https://cdn.example"], {
  endpoint: "https://s3.us-west-004.backblazeb2.com",
  bucket: "shop",
});

Deno.test.each(NATIVE)("readFileAddress($url): $source", ({ url, fileId }) => {
  assert.equal(readFileAddress(url)?.fileId, fileId);
  assert.match(url, new RegExp(bucketUrls.pattern, "i"), "the pattern for PostgreSQL");
  assert.equal(bucketUrls.keysOf(url), undefined, "nobody has asked the bucket");
});

Deno.test.each(OTHERS.map((url) => ({ url })))("readFileAddress($url) is undefined", ({ url }) => {
  assert.equal(readFileAddress(url), undefined);
});

Deno.test("an address with a version id of S3 names its key", () => {
  const url = `https://shop.s3.us-west-004.backblazeb2.com/1.jpg?versionId=${OLD_ID}`;
  assert.deepEqual(bucketUrls.keysOf(url), ["1.jpg"]);
});
