import assert from "node:assert/strict";
import { PutObjectCommand, type PutObjectCommandInput, S3Client } from "@aws-sdk/client-s3";
import type { Effect } from "../../devkit/s3/front.ts";
import { checkSignature } from "../../devkit/s3/signature.ts";
import { type TestBucket } from "../../devkit/testing/s3.ts";
import { testObject } from "../../devkit/testing/s3_objects.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";

const picture = testObject(1);

/**
 * Examples of docs.aws.amazon.com, "Authenticating Requests: Using the Authorization Header". They come neither from our
 * code nor from the SDK.
 */
const AWS_KEY = {
  keyId: "AKIAIOSFODNN7EXAMPLE",
  applicationKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

function awsExample(target: string, signed: string, signature: string, more = {}) {
  return {
    method: "GET",
    target,
    headers: {
      host: "examplebucket.s3.amazonaws.com",
      "x-amz-content-sha256": EMPTY_SHA256,
      "x-amz-date": "20130524T000000Z",
      authorization: `AWS4-HMAC-SHA256 Credential=${AWS_KEY.keyId}/20130524/us-east-1/s3/` +
        `aws4_request,SignedHeaders=${signed},Signature=${signature}`,
      ...more,
    },
    body: new Uint8Array(),
  };
}
const getObject = awsExample(
  "/test.txt",
  "host;range;x-amz-content-sha256;x-amz-date",
  "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  { range: "bytes=0-9" },
);
const listObjects = awsExample(
  "/?max-keys=2&prefix=J",
  "host;x-amz-content-sha256;x-amz-date",
  "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
);
const getLifecycle = awsExample(
  "/?lifecycle",
  "host;x-amz-content-sha256;x-amz-date",
  "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
);

Deno.test.each([
  { name: "AWS's GET Object", request: getObject, then: undefined },
  { name: "AWS's GET Bucket Lifecycle", request: getLifecycle, then: undefined },
  { name: "AWS's List Objects", request: listObjects, then: undefined },
  {
    name: "another path",
    request: { ...getObject, target: "/other.txt" },
    then: "SignatureDoesNotMatch",
  },
  {
    name: "another method",
    request: { ...getObject, method: "DELETE" },
    then: "SignatureDoesNotMatch",
  },
  {
    name: "another body",
    request: { ...getObject, body: new Uint8Array([1]) },
    then: "XAmzContentSHA256Mismatch",
  },
  { name: "no signature", request: { ...getObject, headers: {} }, then: "AccessDenied" },
])("checkSignature() of $name finds $then", ({ request, then }) => {
  assert.equal(checkSignature(request, AWS_KEY), then);
});

/** The example of "Authenticating Requests: Using Query Parameters" (docs.aws.amazon.com, read 2026-11). It ends after a day. */
const signedAddress = {
  ...getObject,
  headers: { host: "examplebucket.s3.amazonaws.com" },
  target: "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F" +
    "20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&" +
    "X-Amz-SignedHeaders=host&" +
    "X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
};

Deno.test.each([
  { name: "AWS's signed address", at: "2013-05-24T23:59:59Z", then: undefined },
  { name: "the same a day later", at: "2013-05-25T00:00:00Z", then: "AccessDenied" },
  {
    name: "another object",
    at: "2013-05-24T01:00:00Z",
    target: "/tesa.txt",
    then: "SignatureDoesNotMatch",
  },
  {
    name: "a longer time",
    at: "2013-05-24T01:00:00Z",
    expires: "86401",
    then: "SignatureDoesNotMatch",
  },
])(
  "checkSignature() of $name at $at finds $then",
  ({ at, target = "/test.txt", expires = "86400", then }) => {
    const changed = signedAddress.target.replace("/test.txt", target).replace(
      "=86400",
      `=${expires}`,
    );
    const request = { ...signedAddress, target: changed };
    assert.equal(checkSignature(request, AWS_KEY, Date.parse(at)), then);
  },
);

Deno.test("checkSignature() of another key finds InvalidAccessKeyId", () => {
  const key = { ...AWS_KEY, keyId: "AKIASOMEBODYELSE" };
  assert.equal(checkSignature(getObject, key), "InvalidAccessKeyId");
});

/** Puts the picture with the SDK's default options. */
async function putByDefault(t: TestBucket, input: Partial<PutObjectCommandInput>, plain = true) {
  const { endpoint, region, bucket, keyId, applicationKey } = t.b2Settings;
  const client = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId: keyId, secretAccessKey: applicationKey },
    forcePathStyle: true,
    maxAttempts: 1,
    ...(plain ? { requestChecksumCalculation: "WHEN_REQUIRED" } : {}),
  });
  try {
    const { key: Key, bytes: Body } = picture;
    return await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ...input }));
  } finally {
    client.destroy();
  }
}

interface Refused {
  name: string;
  input?: Partial<PutObjectCommandInput>;
  plain?: boolean;
  error: { name: string; message: RegExp };
}
const notImplemented = { name: "NotImplemented", message: /implies functionality/ };
Deno.test.each<Refused>([
  {
    name: "the SDK's default checksum",
    plain: false,
    error: { name: "InvalidArgument", message: /^Unsupported header 'x-amz-(sdk-)?checksum-/ },
  },
  { name: "If-None-Match", input: { IfNoneMatch: "*" }, error: notImplemented },
  { name: "an ACL", input: { ACL: "private" }, error: notImplemented },
  {
    name: "another body's Content-MD5",
    input: { ContentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==" },
    error: { name: "BadDigest", message: /did not match/ },
  },
])("the front refuses $name like B2, and stores nothing", async ({ input, plain, error }) => {
  await using t = await openUnit({ b2: true });
  await assert.rejects(putByDefault(t, input ?? {}, plain ?? true), error);
  assert.equal(await t.store.get(picture.key), undefined);
});

Deno.test("the front accepts what a quirk that is off would refuse", async () => {
  await using t = await openUnit({ b2: true });
  Object.assign(t.b2.quirks, { refuseConditionalPut: false, versions: false });
  const { VersionId } = await putByDefault(t, { IfNoneMatch: "*" });
  assert.equal(VersionId, undefined);
  assert.deepEqual(await t.store.get(picture.key), picture.bytes);
});

Deno.test("lost_answer loses the answer after the store has handled the request", async () => {
  await using t = await openUnit({ b2: { policies: { job: { maxAttempts: 1 } } } });
  t.b2.fail({ method: "PUT", effect: "lost_answer", times: 1 });
  await assert.rejects(t.store.put(picture.key, picture.bytes, picture));
  assert.deepEqual(await t.store.get(picture.key), picture.bytes);
});

Deno.test("a fault strikes only matching requests, as often as it says", async () => {
  await using t = await openUnit({ b2: { policies: { job: { maxAttempts: 1 } } } });
  const effect = { status: 500, code: "InternalError" };
  t.b2.fail({ method: "GET", keyPrefix: "products/TBF-7KQ2/", effect, times: 1 });
  await t.store.put(picture.key, picture.bytes, picture);
  assert.equal(await t.store.get(testObject(2, 10, "TBF-OTHER").key), undefined);
  await assert.rejects(t.store.get(picture.key));
  assert.deepEqual(await t.store.get(picture.key), picture.bytes);
  assert.deepEqual(t.b2.log.map(({ status }) => status), [200, 404, 500, 200]);
  assert.equal(t.b2.count("GET"), 3);
  assert.equal(t.b2.count("GET", picture.key), 2);
});

Deno.test("heal() removes waiting faults", async () => {
  await using t = await openUnit({ b2: true });
  t.b2.fail({ effect: { status: 403, code: "AccessDenied" } });
  t.b2.heal();
  await t.store.check();
});

Deno.test("a delayed answer comes, and does not stop the front from closing", async () => {
  await using t = await openUnit({ b2: true });
  t.b2.fail({ effect: { delayMs: 20 }, times: 1 });
  await t.store.check();
  t.b2.fail({ effect: { delayMs: 60_000 } });
  const ended = assert.rejects(t.store.check());
  await until("the second request", () => t.b2.count() === 2);
  await t.b2.down();
  await ended;
});

Deno.test("a PUT that is held lands at its release, or lands at once and only its answer is held", async () => {
  for (const [held, whileHeld] of [["landsAfter", 404], ["answersAfter", 200]] as const) {
    await using t = await openUnit({ b2: true });
    const released = Promise.withResolvers<void>();
    const effect = { [held]: released.promise } as Effect;
    t.b2.fail({ method: "PUT", effect, times: 1 });
    const putting = t.store.put(picture.key, picture.bytes, picture);
    await until("the PUT", () => t.b2.count("PUT") === 1);
    const statusOf = async () => {
      const answer = await fetch(`${t.behind.endpoint}/${t.behind.bucket}/${picture.key}`);
      await answer.body?.cancel();
      return answer.status;
    };
    if (held === "answersAfter") await until("the object", async () => await statusOf() === 200);
    assert.equal(await statusOf(), whileHeld);
    assert.equal(t.b2.log[0]?.status, undefined, "no answer yet");
    released.resolve();
    await putting;
    assert.equal(await statusOf(), 200);
  }
});
