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
 * Checks AWS Signature Version 4: the `Authorization` header (docs.aws.amazon.com, "Create a signed AWS API request"), or a signed
 * address ("Authenticating Requests: Using Query Parameters"), which ends. Undefined if the signature is correct. Does not
 * check the time of a header.
 */
export function checkSignature(
  request: SignedRequest,
  key: SigningKey,
  nowMs: number = Date.now(),
): SignatureProblem | undefined {
  const { searchParams: query } = new URL(request.target, "http://front");
  if (query.has("X-Amz-Signature")) return checkAddress(request, key, query, nowMs);
  const match = AUTHORIZATION.exec(header(request, "authorization"));
  if (!match) return "AccessDenied";
  const [, keyId = "", scope = "", signedHeaders = "", signature = ""] = match;
  if (keyId !== key.keyId) return "InvalidAccessKeyId";
  const announced = header(request, "x-amz-content-sha256");
  if (announced !== "UNSIGNED-PAYLOAD" && announced !== sha256(request.body)) {
    return "XAmzContentSHA256Mismatch";
  }
  const date = header(request, "x-amz-date");
  const expected = sign(request, key.applicationKey, { scope, signedHeaders, announced, date });
  return areEqual(signature, expected) ? undefined : "SignatureDoesNotMatch";
}

/** A signed address reads, and its body is not signed. */
function checkAddress(
  request: SignedRequest,
  { keyId, applicationKey }: SigningKey,
  query: URLSearchParams,
  nowMs: number,
): SignatureProblem | undefined {
  const of = (name: string) => query.get(`X-Amz-${name}`) ?? "";
  const [, id, scope = ""] = /^([^/]+)\/(\d{8}\/[^/]+\/s3\/aws4_request)$/.exec(of("Credential")) ??
    [];
  if (id !== keyId) return "InvalidAccessKeyId";
  const date = of("Date");
  const from = Date.parse(date.replace(/^(....)(..)(..T..)(..)/, "$1-$2-$3:$4:"));
  const untilMs = from + Number(of("Expires")) * 1000;
  if (!(nowMs < untilMs) || of("Algorithm") !== "AWS4-HMAC-SHA256") return "AccessDenied";
  const signed = { scope, signedHeaders: of("SignedHeaders"), announced: "UNSIGNED-PAYLOAD", date };
  const target = request.target.replace(/&X-Amz-Signature=[^&]*|X-Amz-Signature=[^&]*&?/, "");
  const expected = sign({ ...request, target }, applicationKey, signed);
  return areEqual(of("Signature"), expected) ? undefined : "SignatureDoesNotMatch";
}

function areEqual(signature: string, expected: string): boolean {
  const [given, right] = [Buffer.from(signature), Buffer.from(expected)];
  return given.length === right.length && timingSafeEqual(given, right);
}

/** The one of these keys that a request or a signed address names. If it names none, a key that no request is signed with. */
export function namedKey(request: SignedRequest, keys: readonly SigningKey[]): SigningKey {
  const [, ofHeader] = AUTHORIZATION.exec(header(request, "authorization")) ?? [];
  const [, query = ""] = request.target.split("?", 2);
  const [ofAddress] = new URLSearchParams(query).get("X-Amz-Credential")?.split("/") ?? [];
  const named = ofHeader ?? ofAddress;
  return keys.find(({ keyId }) => keyId === named) ?? { keyId: "", applicationKey: "" };
}

function sign(
  request: SignedRequest,
  secret: string,
  { scope, signedHeaders, announced, date }: {
    readonly scope: string;
    readonly signedHeaders: string;
    /** The hash of the body. */
    readonly announced: string;
    readonly date: string;
  },
): string {
  const [path = "/", query = ""] = request.target.split("?", 2);
  const headers = signedHeaders.split(";");
  const canonical = [
    request.method,
    path,
    canonicalQuery(query),
    ...headers.map((name) => `${name}:${header(request, name).trim().replace(/ +/g, " ")}`),
    "",
    signedHeaders,
    announced,
  ].join("\n");
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
