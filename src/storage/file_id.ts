/**
 * Backblaze's native addresses: `https://f004.backblazeb2.com/b2api/v1/b2_download_file_by_id?fileId=4_z…`. They name a
 * version of an object by its file id, and contain no key. Source: Backblaze, "b2_download_file_by_id" and "Files",
 * read 2026-11.
 * @module
 */

/** One version of an object, as Backblaze names it. */
export interface FileAddress {
  /** Also the `VersionId` of the S3 API (Backblaze, "S3 List Object Versions", read 2026-11). */
  readonly fileId: string;
  /** Where the address says that it is. It may be a CDN. */
  readonly host: string;
}

const PATH = /\/b2api\/v\d+\/b2_download_file_by_id\/*$/;

/** Matches every native address, and perhaps others: for PostgreSQL. A case-insensitive regular expression (`~*`). */
export const FILE_ADDRESS_PATTERN =
  "^\\s*https?://[^?#]*/b2api/v[0-9]+/b2_download_file_by_id/*[?]";

/** The file id begins with the id of its bucket. What follows is of no use here: cluster, volume, time of the upload. */
const FILE_ID = /^4_z([0-9a-f]+)_f\w{1,180}$/;

/**
 * Reads a native address of any version of the API. Undefined for any other address. The host does not count: a file id is unique
 * at Backblaze, and a CDN passes such addresses on.
 */
export function readFileAddress(text: string): FileAddress | undefined {
  const url = URL.parse(text.trim().replaceAll("&amp;", "&"));
  if (url === null || !/^https?:$/.test(url.protocol) || !PATH.test(url.pathname)) return undefined;
  const fileId = url.searchParams.get("fileId")?.trim();
  return fileId === undefined || !FILE_ID.test(fileId) ? undefined : { fileId, host: url.host };
}

/** The version of an object that a URL of the S3 API names: `?versionId=…`. */
export function versionIdOf(text: string): string | undefined {
  const url = URL.parse(text.trim().replaceAll("&amp;", "&"));
  return url?.searchParams.get("versionId")?.trim() || undefined;
}

/** Reads an address that names one version of Backblaze's: a native one, or a URL of the S3 API with `?versionId=4_z…`. */
export function readVersionAddress(text: string): FileAddress | undefined {
  const fileId = versionIdOf(text) ?? "";
  if (!FILE_ID.test(fileId)) return readFileAddress(text);
  return { fileId, host: new URL(text.trim()).host };
}

/** The id of the bucket that holds a version; undefined if Backblaze does not make such ids. */
export function bucketIdOf(fileId: string): string | undefined {
  return FILE_ID.exec(fileId)?.[1];
}
