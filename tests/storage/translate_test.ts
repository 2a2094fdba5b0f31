import assert from "node:assert/strict";
import { needsPathStyle } from "../../src/permissions.ts";
import {
  ObjectCorrupt,
  StorageCapExceeded,
  StorageRefused,
  StorageUnavailable,
} from "../../src/storage/errors.ts";
import { parseRetryAfter, translate } from "../../src/storage/translate.ts";

type Outcome =
  | typeof StorageCapExceeded
  | typeof StorageRefused
  | typeof StorageUnavailable;

/** An error as the AWS SDK throws it for an answer. */
function answered(status: number, name: string, message = "") {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

interface Case {
  name: string;
  error: Error;
  becomes: Outcome;
}
Deno.test.each<Case>([
  ...[408, 429, 500, 502, 503, 504].map((status) => ({
    name: `${status} into unavailable`,
    error: answered(status, "Whatever"),
    becomes: StorageUnavailable,
  })),
  ...["RequestTimeout", "BadDigest", "IncompleteBody", "RequestTimeTooSkewed"].map((code) => ({
    name: `400 ${code} into unavailable`,
    error: answered(code === "RequestTimeTooSkewed" ? 403 : 400, code),
    becomes: StorageUnavailable,
  })),
  ...["ECONNRESET", "ECONNREFUSED", "EPIPE", "ENOTFOUND", "CERT_HAS_EXPIRED"].map((code) => ({
    name: `${code} into unavailable`,
    error: Object.assign(new Error("socket"), { code }),
    becomes: StorageUnavailable,
  })),
  ...["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "ERR_TLS_CERT_ALTNAME_INVALID"].map((code) => ({
    name: `${code} into refused`,
    error: Object.assign(new Error("certificate"), { code }),
    becomes: StorageRefused,
  })),
  {
    name: "S3's 301 into refused",
    error: answered(301, "PermanentRedirect"),
    becomes: StorageRefused,
  },
  {
    name: "another 301 into unavailable",
    error: answered(301, "Unknown"),
    becomes: StorageUnavailable,
  },
  {
    name: "a deadline into unavailable",
    error: new DOMException("late", "TimeoutError"),
    becomes: StorageUnavailable,
  },
  {
    name: "an unreadable 200 into unavailable",
    error: Object.assign(new SyntaxError("xml"), { $metadata: { httpStatusCode: 200 } }),
    becomes: StorageUnavailable,
  },
  {
    name: "a 404 whose body breaks off into unavailable",
    error: Object.assign(answered(404, "Error", "aborted"), { code: "ECONNRESET" }),
    becomes: StorageUnavailable,
  },
  ...[[400, "InvalidArgument"], [401, "Unauthorized"], [403, "AccessDenied"], [404, "NoSuchBucket"]]
    .map(([status, code]) => ({
      name: `${status} ${code} into refused`,
      error: answered(Number(status), String(code)),
      becomes: StorageRefused,
    })),
  ...[
    "Transaction cap exceeded, see the Caps & Alerts page to increase your cap.",
    "download_cap_exceeded",
    "Cannot upload files, storage cap exceeded.",
  ].map((message) => ({
    name: `403 "${message}" into cap exceeded`,
    error: answered(403, "AccessDenied", message),
    becomes: StorageCapExceeded,
  })),
])("translate() turns $name", ({ error, becomes }) => {
  const translated = translate("get it", error);
  assert.ok(translated instanceof becomes);
  assert.equal(translated.cause, error);
  assert.match(translated.message, /^Cannot get it: /);
});

Deno.test.each([
  { name: "a bug", error: new TypeError("x is not a function") },
  { name: "an error of this module", error: new ObjectCorrupt("torn") },
  { name: "a value that is no error", error: "thrown" },
])("translate() leaves $name as it is", ({ error }) => {
  assert.equal(translate("get it", error), error);
});

Deno.test("translate() keeps the time that the store asked to wait", () => {
  const response = { headers: { "retry-after": "7" } };
  const error = Object.assign(answered(503, "SlowDown"), { $response: response });
  const translated = translate("get it", error);
  assert.ok(translated instanceof StorageUnavailable);
  assert.equal(translated.retryAfterMs, 7_000);
});

const now = Date.parse("2026-08-01T12:00:00Z");
interface RetryAfterCase {
  value: string | undefined;
  ms: number | undefined;
}
Deno.test.each<RetryAfterCase>([
  { value: "0", ms: 0 },
  { value: "120", ms: 120_000 },
  { value: " 3 ", ms: 3_000 },
  { value: "Sat, 01 Aug 2026 12:00:30 GMT", ms: 30_000 },
  { value: "Sat, 01 Aug 2026 11:59:00 GMT", ms: 0 },
  { value: "soon", ms: undefined },
  { value: "-1", ms: undefined },
  { value: "99999999999", ms: undefined },
  { value: "", ms: undefined },
  { value: undefined, ms: undefined },
])('parseRetryAfter() reads "$value" as $ms ms', ({ value, ms }) => {
  assert.equal(parseRetryAfter(value, now), ms);
});

Deno.test.each([
  { endpoint: "https://s3.us-west-004.backblazeb2.com", bucket: "shop", path: false },
  { endpoint: "https://s3.us-west-004.backblazeb2.com", bucket: "my.shop", path: true },
  { endpoint: "http://127.0.0.1:4566", bucket: "shop", path: true },
  { endpoint: "http://[::1]:4566", bucket: "shop", path: true },
  { endpoint: "http://localhost:9000", bucket: "shop", path: true },
  { endpoint: "http://minio:9000", bucket: "shop", path: true },
  { endpoint: "http://s3.localhost:9000", bucket: "shop", path: true },
])("needsPathStyle() of $bucket at $endpoint is $path", ({ endpoint, bucket, path }) => {
  assert.equal(needsPathStyle(endpoint, bucket), path);
});
