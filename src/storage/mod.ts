/**
 * Keeps the bytes of pictures: in Backblaze B2 through the S3 API, which is the source of truth, and in a disk cache,
 * which may vanish at any time. Reads the files of a legacy shop. It knows keys and bytes. It must not know products,
 * events or Telegram, or decide which picture is shown.
 * @module
 */
export { B2_PRICES, priceOfReads } from "./b2_prices.ts";
export {
  type BucketUrls,
  createBucketUrls,
  hostsElsewhere,
  keysOfUrls,
  type ObjectOfUrl,
} from "./bucket_urls.ts";
export { keyMatches, sha256Hex } from "./digest.ts";
export { type FileAddress, readFileAddress, readVersionAddress } from "./file_id.ts";
export { learnAddresses } from "./file_ids.ts";
export { clearCacheFolder } from "./cache_folder.ts";
export { type DiskCache, openDiskCache } from "./disk_cache.ts";
export { CHECK_KEY, checkBucket } from "./check_bucket.ts";
export { checkBuckets, openObjectStore } from "./open_store.ts";
export type { ObjectStoreOptions } from "./store_options.ts";
export {
  problemOfBaseUrl,
  problemOfEndpoint,
  problemOfHttpUrl,
  problemOfPublicUrl,
  problemsOfKey,
  regionOf,
} from "./endpoint.ts";
export { ObjectCorrupt, StorageCapExceeded, StorageUnavailable } from "./errors.ts";
export { type HiddenVersions, readHiddenVersions } from "./lifecycle.ts";
export { candidatesBelow } from "./legacy_candidates.ts";
export { type LegacyFile, type LegacyFileRefusal, readLegacyFile } from "./legacy_file.ts";
export { readLegacyPicture } from "./legacy_picture.ts";
export {
  type LegacyPath,
  NOTHING_PATTERN,
  parsePath,
  readLegacyValue,
  textOf,
} from "./legacy_value.ts";
export { isFolderMark, isSafeKey } from "./safe_key.ts";
export { deleteVersions, idInBucket, listVersions } from "./object_versions.ts";
export type {
  B2Settings,
  GetOptions,
  MirrorSettings,
  ObjectStore,
  SigningStore,
  StoredObject,
} from "./object_store.ts";
