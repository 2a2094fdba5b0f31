import { createHash } from "node:crypto";
import { checkSignature, type SignedRequest, type SigningKey } from "./signature.ts";

/** Differences between B2 and other S3 servers. Each can be switched off. */
export interface Quirks {
  /** 400 for `x-amz-checksum-*` and `x-amz-sdk-checksum-algorithm`. */
  refuseChecksums: boolean;
  /** 501 for a PUT with If-Match or If-None-Match. */
  refuseConditionalPut: boolean;
  /** 501 for `x-amz-acl`. */
  refuseAcl: boolean;
  /** Each PUT creates a version. The answer names it. */
  versions: boolean;
  /**
   * What an ETag is. `md5`: that of the body, as at B2. `parts`: with the number of parts behind it. `encrypted`: the MD5 of
   * the encrypted object (SSE-KMS, SSE-C; docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html). `none`: there is none.
   */
  etags: "md5" | "parts" | "encrypted" | "none";
  /** Versions can be listed. When off, 501, as on servers that keep none (github.com/minio/minio/issues/10407). */
  listsVersions: boolean;
  /** The only region whose signatures are accepted. Any if absent. */
  region?: string;
  /** How far the store's clock is ahead of this machine's. It refuses a request that is 15 minutes off. */
  clockAheadMs: number;
}

const LONGEST_SKEW_MS = 15 * 60_000;

/** An error of S3. */
export interface Refusal {
  readonly status: number;
  /** S3's error code, such as `NoSuchKey`. */
  readonly code: string;
  readonly message: string;
  /** The value of the Retry-After header. */
  readonly retryAfter?: string;
}

/** An HTTP answer. */
export interface Answer {
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * B2's refusal of a request. Undefined if B2 accepts it. The texts are quoted in public reports (pingvin-share#798,
 * obsidian-s3-sync#78).
 */
export function refuse(
  request: SignedRequest,
  key: SigningKey,
  quirks: Quirks,
): Refusal | undefined {
  return refuseScope(request, quirks) ?? refuseSignature(request, key, quirks) ??
    refuseVersions(request, quirks) ??
    refuseHeaders(request, quirks) ?? refuseDigest(request);
}

/** The texts are AWS's (github.com/s3fs-fuse/s3fs-fuse/issues/1186, docs.aws.amazon.com, "Error responses"). */
function refuseScope(
  { headers }: SignedRequest,
  { region: right, clockAheadMs }: Quirks,
): Refusal | undefined {
  const [, wrong] = /Credential=[^/]+\/\d{8}\/([^/]+)\//.exec(String(headers.authorization)) ?? [];
  if (right !== undefined && wrong !== right) {
    const message =
      `The authorization header is malformed; the region '${wrong}' is wrong; expecting '${right}'`;
    return { status: 400, code: "AuthorizationHeaderMalformed", message };
  }
  const at = String(headers["x-amz-date"]).replace(/^(....)(..)(..T..)(..)/, "$1-$2-$3:$4:");
  const skewMs = Math.abs(Date.parse(at) - Date.now() - clockAheadMs);
  if (!(skewMs > LONGEST_SKEW_MS)) return undefined;
  const message = "The difference between the request time and the current time is too large.";
  return { status: 403, code: "RequestTimeTooSkewed", message };
}

function refuseSignature(
  request: SignedRequest,
  key: SigningKey,
  { clockAheadMs }: Quirks,
): Refusal | undefined {
  const problem = checkSignature(request, key, Date.now() + clockAheadMs);
  switch (problem) {
    case undefined:
      return;
    case "AccessDenied":
      return { status: 403, code: problem, message: "Access Denied" };
    case "InvalidAccessKeyId":
      return { status: 403, code: problem, message: "Malformed Access Key Id" };
    case "SignatureDoesNotMatch":
      return { status: 403, code: problem, message: "Signature validation failed" };
    case "XAmzContentSHA256Mismatch":
      return { status: 400, code: problem, message: "Checksum did not match data received" };
  }
}

function refuseHeaders({ method, headers }: SignedRequest, quirks: Quirks): Refusal | undefined {
  const names = Object.keys(headers);
  const checksum = names.find((name) => /^x-amz-(sdk-)?checksum-/.test(name));
  if (quirks.refuseChecksums && checksum) {
    const message = `Unsupported header '${checksum}' received for this API call.`;
    return { status: 400, code: "InvalidArgument", message };
  }
  const isConditionalPut = method === "PUT" &&
    (names.includes("if-none-match") || names.includes("if-match"));
  const isUnknown = quirks.refuseConditionalPut && isConditionalPut ||
    quirks.refuseAcl && names.includes("x-amz-acl");
  const message = "A header you provided implies functionality that is not implemented.";
  return isUnknown ? { status: 501, code: "NotImplemented", message } : undefined;
}

function refuseVersions({ target }: SignedRequest, { listsVersions }: Quirks): Refusal | undefined {
  const { searchParams } = new URL(target, "http://front");
  if (listsVersions || !searchParams.has("versions")) return undefined;
  const message = "A header you provided implies functionality that is not implemented.";
  return { status: 501, code: "NotImplemented", message };
}

function refuseDigest({ headers, body }: SignedRequest): Refusal | undefined {
  const announced = headers["content-md5"];
  const actual = createHash("md5").update(body).digest("base64");
  if (announced === undefined || announced === actual) return undefined;
  return { status: 400, code: "BadDigest", message: "The Content-MD5 did not match the body." };
}

/** The answer of S3 for an error. */
export function errorAnswer({ status, code, message, retryAfter }: Refusal): Answer {
  const text = message.replace(/[<>&]/g, (char) => `&#${char.charCodeAt(0)};`);
  const xml = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n` +
    `<Error><Code>${code}</Code><Message>${text}</Message></Error>\n`;
  return {
    status,
    headers: {
      "content-type": "application/xml",
      ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }),
    },
    body: new TextEncoder().encode(xml),
  };
}

/** The ETag as the quirk wants it. */
export function etagOf(etag: string, { etags }: Quirks): { etag: string } {
  if (etags === "parts") return { etag: etag.replace(/"$/, '-1"') };
  if (etags !== "encrypted") return { etag };
  return { etag: etag.replace(/[0-9a-f]{32}/, (md5) => [...md5].reverse().join("")) };
}
