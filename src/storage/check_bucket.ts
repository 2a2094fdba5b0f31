import { objectKey } from "../domain/mod.ts";
import { retry } from "../std/mod.ts";
import { sha256Hex } from "./digest.ts";
import { ObjectCorrupt, StorageRefused } from "./errors.ts";
import type { B2Settings, ObjectStore } from "./object_store.ts";
import { deleteVersions } from "./object_versions.ts";

/** The object of the check, always the same. Below `products/`, because a key may be limited to that prefix. */
const BYTES = new TextEncoder().encode("The shop puts, reads and deletes this when it starts.\n");
const SHA256 = sha256Hex(BYTES);
/** The key of the object that {@link checkBucket} puts and deletes. No product has this id. */
export const CHECK_KEY: string = objectKey("bucket-check", "thumb", SHA256);

/** Another process may delete the object in the moment between a put and its reading back. */
const ATTEMPTS = { maxAttempts: 3, firstPauseMs: 100, longestPauseMs: 500 };

/** What each step needs at Backblaze, and on AWS. */
const CAPABILITIES = {
  list: "listFiles (s3:ListBucket)",
  read: "readFiles (s3:GetObject)",
  write: "writeFiles (s3:PutObject)",
  delete: "deleteFiles (s3:DeleteObject, s3:DeleteObjectVersion, s3:ListBucketVersions)",
} as const;
type Step = keyof typeof CAPABILITIES;

/** The settings that the lines name. */
type Named = Pick<B2Settings, "endpoint" | "region" | "bucket">;

/**
 * Does everything with the bucket once that the shop does: lists, reads, puts, deletes. Returns a line for each thing
 * that is refused, with what to do; none if all is well. It costs seven requests at most, and leaves nothing.
 *
 * @throws {StorageUnavailable | StorageCapExceeded} when the store cannot say it now.
 * @throws {ObjectCorrupt} when the store gives back other bytes than it got.
 */
export async function checkBucket(
  store: ObjectStore,
  settings: Named,
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly string[]> {
  const call = { ...options, policy: "view" } as const;
  const put = () =>
    store.put(CHECK_KEY, BYTES, { ...call, sha256: SHA256, contentType: "text/plain" });
  const isTransient = (error: unknown) => error instanceof ObjectCorrupt;
  const steps: readonly (readonly [Step, () => Promise<unknown>])[] = [
    ["list", () => store.check(options)],
    ["read", () => store.get(CHECK_KEY, call)],
    ["write", () => retry(put, ATTEMPTS, { isTransient, ...options })],
    ["delete", () => deleteVersions(store, CHECK_KEY, call)],
  ];
  const problems: string[] = [];
  const denied: Step[] = [];
  for (const [step, ask] of steps) {
    const refusal = await refusalOf(ask);
    if (refusal === undefined) continue;
    if (isDenied(refusal)) denied.push(step);
    // Every other step would fail in the same way.
    else return [describe(refusal, step, settings)];
    if (step === "write") break;
  }
  if (denied.length > 0) problems.push(describeDenied(denied, settings));
  return problems;
}

async function refusalOf(ask: () => Promise<unknown>): Promise<StorageRefused | undefined> {
  try {
    await ask();
    return undefined;
  } catch (error) {
    if (error instanceof StorageRefused) return error;
    throw error;
  }
}

/** The code of S3, or Node's of the connection. */
function codeOf({ cause }: StorageRefused): string {
  if (!(cause instanceof Error)) return "";
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
}

function isDenied(refusal: StorageRefused): boolean {
  return /^(AccessDenied|Forbidden|403|UnauthorizedAccess|Unauthorized)$/.test(codeOf(refusal));
}

function describeDenied(denied: readonly Step[], { bucket }: Named): string {
  const verbs = denied.join(", ");
  const capabilities = denied.map((step) => CAPABILITIES[step]).join(", ");
  return `The key of B2_KEY_ID may not ${verbs} in the bucket ${bucket}: make a key for this bucket ` +
    `with ${capabilities}, and put it into B2_KEY_ID and B2_APPLICATION_KEY`;
}

/** Codes of S3, and what is wrong then. Sources: AWS's list of error responses, and Backblaze's reports. */
function describe(
  refusal: StorageRefused,
  step: Step,
  { endpoint, region, bucket }: Named,
): string {
  const { host } = new URL(endpoint);
  const cause = refusal.cause as Error & { readonly Region?: unknown };
  switch (codeOf(refusal)) {
    case "NoSuchBucket":
    case "InvalidBucketName":
      return `B2_BUCKET: there is no bucket ${bucket} at ${host}. Write its name, not its id, and the ` +
        "endpoint that its page shows";
    case "InvalidAccessKeyId":
      return `B2_KEY_ID: ${host} does not know this key. Copy the keyID again, or make a new key`;
    case "SignatureDoesNotMatch":
      return "B2_APPLICATION_KEY does not belong to B2_KEY_ID. Copy both again. Backblaze shows the " +
        "applicationKey only once, so make a new key if it is lost";
    case "AuthorizationHeaderMalformed":
    case "IllegalLocationConstraintException": {
      const right = typeof cause.Region === "string" ? cause.Region : expectedIn(cause.message);
      return `B2_REGION: ${host} does not accept the region ${region}` +
        (right === undefined ? ". Write that of the bucket" : `, but ${right}`);
    }
    case "PermanentRedirect":
      return `B2_ENDPOINT: the bucket ${bucket} is not at ${host}. Write the endpoint of the bucket's region`;
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `B2_ENDPOINT: the certificate of ${host} is for another host. Write the name that it is for`;
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return `B2_ENDPOINT: the certificate of ${host} comes from an authority that nobody knows. Use one of a ` +
        "public authority, or http:// in a private network";
    default:
      return `B2 refuses to ${step} in the bucket ${bucket}: ${codeOf(refusal)}: ${cause.message}`;
  }
}

function expectedIn(message: string): string | undefined {
  return /expecting '([\w-]+)'/.exec(message)?.[1];
}
