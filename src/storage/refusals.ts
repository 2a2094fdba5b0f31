import type { GetOptions } from "./object_store.ts";

/** The store does not know the request. To repeat it does not help. */
export function isNotImplemented(error: unknown): boolean {
  const { cause } = error as Error;
  return cause instanceof Error && cause.name === "NotImplemented";
}

/**
 * What S3 answers for a version that is not there: also for a text that is no version id, and for the mark of a deletion
 * (docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, read 2026-11).
 */
const NO_VERSION = new Set(["NoSuchVersion", "InvalidArgument", "MethodNotAllowed"]);

/** Of the other 404s, none is an answer: a missing bucket is a wrong setting. */
export function isNotThere(error: unknown, { versionId }: GetOptions): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "NoSuchKey" || versionId !== undefined && NO_VERSION.has(error.name);
}
