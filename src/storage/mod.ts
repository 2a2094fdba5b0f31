/**
 * Keeps picture bytes: Backblaze B2 through the S3 API as the source of truth, and a disk cache
 * that may vanish at any time; reads a legacy shop's files. It knows keys and bytes; it must not know
 * products, events or Telegram, and it never decides which picture is shown.
 * @module
 */
export { type ObjectStoreOptions, openObjectStore } from "./b2_store.ts";
export { createBucketUrls, keyOfUrl, keysOfUrls } from "./bucket_urls.ts";
export { sha256Hex } from "./digest.ts";
export { type DiskCache, type DiskCacheOptions, openDiskCache } from "./disk_cache.ts";
export { ObjectCorrupt, StorageCapExceeded, StorageRefused, StorageUnavailable } from "./errors.ts";
export {
  type LegacyFile,
  type LegacyFileRefusal,
  type LegacyFileRequest,
  readLegacyFile,
} from "./legacy_file.ts";
export { deleteBodies, listBodies, type ObjectBody } from "./object_bodies.ts";
export type * from "./object_store.ts";
export type { Patience } from "./patience.ts";
