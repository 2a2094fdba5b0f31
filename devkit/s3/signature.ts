import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** A request as it was sent. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly target: string;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** The key whose signatures are accepted. */
export interface SigningKey {
  readonly keyId: string;
  readonly applicationKey: string;
}

/** S3's error code for a wrong signature. */
export type SignatureProblem =
  | "AccessDenied"
  | "InvalidAccessKeyId"
  | "XAmzContentSHA256Mismatch"
  | "SignatureDoesNotMatch";

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8}\/[^/]+\/s3\/aws4_request), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/**
 * Checks the `Authorization` header of AWS Signature Version 4 (docs.aws.amazon.com, "Create a signed AWS API request").
 * Undefined if the signature is correct. Does not check presigned URLs or the time.
 */
export function checkSignature(
  request: SignedRequest,
  key: SigningKey,
): SignatureProblem | undefined {
  const match = AUTHORIZATION.exec(header(request, "authorization"));
  if (!match) return "AccessDenied";
  const [, keyId = "", scope = "", signedHeaders = "", signature = ""] = match;
  if (keyId !== key.keyId) return "InvalidAccessKeyId";
  const announced = header(request, "x-amz-content-sha256");
  if (announced !== "UNSIGNED-PAYLOAD" && announced !== sha256(request.body)) {
    return "XAmzContentSHA256Mismatch";
  }
  const expected = sign(request, key.applicationKey, scope, signedHeaders);
  const same = timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
  return same ? undefined : "SignatureDoesNotMatch";
}

function sign(request: SignedRequest, secret: string, scope: string, signedHeaders: string) {
  const [path = "/", query = ""] = request.target.split("?", 2);
  const headers = signedHeaders.split(";");
  const canonical = [
    request.method,
    path,
    canonicalQuery(query),
    ...headers.map((name) => `${name}:${header(request, name).trim().replace(/ +/g, " ")}`),
    "",
    signedHeaders,
    header(request, "x-amz-content-sha256"),
  ].join("\n");
  const date = header(request, "x-amz-date");
  const toSign = ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n");
  let key: string | Buffer = `AWS4${secret}`;
  for (const part of scope.split("/")) key = hmac(key, part);
  return hmac(key, toSign).toString("hex");
}

function canonicalQuery(query: string): string {
  if (query === "") return "";
  const pairs = query.split("&").map((pair) => pair.includes("=") ? pair : `${pair}=`);
  return pairs.sort().join("&");
}

function header(request: SignedRequest, name: string): string {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(",") : value ?? "";
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}
