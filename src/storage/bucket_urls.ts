import type { B2Settings } from "./object_store.ts";
import { isSafeKey } from "./safe_key.ts";

/**
 * The URL prefixes that identify our bucket, each with a slash at its end: the public base that the columns are built
 * for, and Backblaze's own addresses, which an older shop may have written.
 */
export function createBucketUrls(
  publicUrls: readonly string[],
  b2: Pick<B2Settings, "endpoint" | "bucket">,
): string[] {
  const { protocol, host } = new URL(b2.endpoint);
  const bases = [
    ...publicUrls,
    `${protocol}//${b2.bucket}.${host}`,
    `${protocol}//${host}/${b2.bucket}`,
  ];
  return [...new Set(bases.map((base) => `${base}/`))];
}

/**
 * The key of the object of our bucket that a URL names; undefined for a URL of another place. Empty for one that names no
 * object although it begins like ours, such as `<our base>/../other/1.jpg`. The key is not decoded.
 */
export function keyOfUrl(bucketUrls: readonly string[], url: string): string | undefined {
  const base = bucketUrls.find((start) => url.startsWith(start));
  if (base === undefined) return undefined;
  const key = url.slice(base.length);
  return isSafeKey(key) ? key : "";
}

/** The keys of the objects of our bucket that some of these URLs name, each once. */
export function keysOfUrls(bucketUrls: readonly string[], urls: readonly string[]): string[] {
  const keys = urls.map((url) => keyOfUrl(bucketUrls, url) ?? "").filter((key) => key !== "");
  return [...new Set(keys)];
}

/** Every URL that names an object of our bucket. */
export function urlsOfKey(bucketUrls: readonly string[], key: string): string[] {
  return bucketUrls.map((base) => `${base}${key}`);
}
