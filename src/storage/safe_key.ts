/** Control characters, and the backslash, which URLs and Windows read as a slash. */
const ODD_CHARACTER = /[\p{Cc}\\]/u;
/** What URLs decode to a dot, a slash or a backslash. Some proxies decode twice, so no form of them passes. */
const ENCODED = /%(25)*(2e|2f|5c)/i;

/**
 * Whether a key names one object of its bucket, and nothing else, in whatever address it stands. In an address, `..`
 * leads to another object, and from the top of a bucket to another bucket: clients and proxies normalise paths.
 */
export function isSafeKey(key: string): boolean {
  if (ODD_CHARACTER.test(key) || ENCODED.test(key)) return false;
  return key.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..");
}

/** Whether an object is only the mark of a folder: programs that show folders put an empty object whose key ends with a slash. */
export function isFolderMark(
  { key, sizeBytes }: { readonly key: string; readonly sizeBytes: number },
): boolean {
  return key.endsWith("/") && sizeBytes === 0;
}
