import type { ImageType } from "../domain/mod.ts";
import { describeError, logger, named } from "../log.ts";
import { inspectImage, MAX_ORIGINAL_BYTES, refuseAsPhoto } from "../imaging/mod.ts";
import {
  keyMatches,
  learnAddresses,
  type ObjectOfUrl,
  readLegacyPicture,
  sha256Hex,
} from "../storage/mod.ts";
import { cachePicture } from "./cache_picture.ts";
import { type ColumnValue, readColumnValue, showColumnValue } from "./column_value.ts";
import { readInlinePicture } from "./inline_picture.ts";
import { getFirst } from "./intact.ts";
import type { PictureParts } from "./parts.ts";
import { learnPublicUrls } from "./public_urls.ts";
import type { Rung } from "./rung.ts";

/** Bytes that can be uploaded, and where they were found. */
export interface PictureBytes {
  readonly rung: Extract<Rung, "disk" | "b2" | "legacy">;
  /** A JPEG that Telegram takes. */
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes, 64 hexadecimal digits. */
  readonly sha256: string;
}

/** A picture that Telegram can fetch by itself, or has already. */
export interface PictureUrl {
  readonly rung: "url";
  /** A URL or a file id. */
  readonly url: string;
}

/** Finds the picture that a column names; undefined when it cannot be had. */
export type FindPicture = (
  url: string | null,
  imageType: ImageType,
) => Promise<PictureBytes | PictureUrl | undefined>;

/** What {@link createPictureSources} needs. */
export interface PictureSourcesOptions
  extends Pick<PictureParts, "db" | "store" | "cache" | "renderer" | "bucketUrls"> {
  /** The folder of a legacy shop's local paths; nothing outside of it is read. */
  readonly legacyImagesDir: string;
}

/**
 * Finds the picture that a column names: bytes from the disk cache, B2, a legacy file or the column itself, or a URL or
 * file id for Telegram. It throws nothing: for a picture that cannot be had, a placeholder is shown.
 */
export function createPictureSources(options: PictureSourcesOptions): FindPicture {
  const log = logger("delivery");
  return async (url, imageType) => {
    if (url === null) return undefined;
    try {
      return await findValue(options, url, imageType);
    } catch (error) {
      const about = { url: showColumnValue(url), error: describeError(error) };
      log.warn("A picture cannot be had: {error}", named("picture_unavailable", about));
      return undefined;
    }
  };
}

/**
 * Finds a picture that is in the bucket, for work that nobody waits for.
 *
 * @throws what made B2 fail: another attempt may find it.
 */
export function createStoredSource(options: PictureSourcesOptions): FindPicture {
  return async (url, imageType) =>
    url === null ? undefined : await findValue(options, url, imageType);
}

async function findValue(
  options: PictureSourcesOptions,
  url: string,
  imageType: ImageType,
): Promise<PictureBytes | PictureUrl | undefined> {
  const value = await readValue(options, url);
  switch (value.kind) {
    case "nothing":
      return undefined;
    case "bucket":
      if (value.keys.length > 0) return await fromBucket(options, value, imageType);
      throw new TypeError("Cannot get a picture: its URL names no object");
    case "web":
      return { rung: "url", url: value.url.href };
    case "telegram_file":
      return { rung: "url", url: `${value.origin}/file/bot${value.token}/${value.path}` };
    case "file_id":
      if (value.isPhoto) return { rung: "url", url: value.fileId };
      throw new TypeError("Cannot get a picture: its file id is not that of a photo");
    case "several": {
      const [first] = value.values;
      return await findValue(options, first!, imageType);
    }
    case "file_unique_id":
      throw new TypeError("Cannot get a picture: a file_unique_id sends nothing");
    case "other_url":
      throw new TypeError(`Cannot get a picture: nobody fetches ${value.scheme} addresses`);
    case "inline":
      return await fromColumn(options, url, imageType);
    case "path":
      return await fromLegacyFile(options, url, imageType);
  }
}

/** Versions that a view looks at for the object of a native address: ten requests. `migrate-images --adopt` looks at all. */
const MOST_VERSIONS = 10_000;

/**
 * While B2 does not tell what a native address names, Telegram is asked to fetch it. An address of others may be one of ours
 * since another process has begun with another public URL.
 */
async function readValue(
  { db, bucketUrls }: Pick<PictureSourcesOptions, "db" | "bucketUrls">,
  url: string,
): Promise<ColumnValue> {
  const isNotTold = (by: string) => (error: unknown) => {
    const about = { by, url: showColumnValue(url), error: describeError(error) };
    logger("delivery").warn("{by} does not tell what {url} names: {error}", about);
  };
  await learnAddresses(bucketUrls, [url], { policy: "view", mostVersions: MOST_VERSIONS })
    .catch(isNotTold("B2"));
  const value = readColumnValue(url, bucketUrls);
  if (value.kind !== "web") return value;
  await learnPublicUrls(db, bucketUrls).catch(isNotTold("PostgreSQL"));
  return readColumnValue(url, bucketUrls);
}

async function fromBucket(
  { db, store, cache, renderer }: PictureSourcesOptions,
  object: ObjectOfUrl,
  imageType: ImageType,
): Promise<PictureBytes | undefined> {
  for (const key of object.versionId === undefined ? object.keys : []) {
    const cached = await cache.get(key);
    if (cached !== undefined) return { rung: "disk", bytes: cached, sha256: sha256Hex(cached) };
  }
  const found = await getFirst({ db, store }, object, { policy: "view" });
  if (found === undefined) {
    const { keys: [key], versionId } = object;
    const lost = versionId === undefined ? "the object {key}" : "the version {versionId} of {key}";
    logger("delivery").error(`B2 has lost ${lost}`, { key, versionId });
    return undefined;
  }
  const { key, bytes } = found;
  await keep({ db, cache }, key, bytes);
  if (isTaken(key, bytes)) return { rung: "b2", bytes, sha256: sha256Hex(bytes) };
  return { ...await fromOriginal({ renderer }, bytes, imageType), rung: "b2" };
}

/** Whether Telegram takes an object as a photo. An older shop may have put an AVIF, or 15 MB. */
function isTaken(key: string, bytes: Uint8Array): boolean {
  if (keyMatches(key, bytes)) return true;
  const inspected = inspectImage(bytes);
  return "refused" in inspected || refuseAsPhoto(inspected.header, bytes.length) === undefined;
}

/** The picture is shown also if it cannot be kept: PostgreSQL may be away. */
async function keep(
  parts: Pick<PictureSourcesOptions, "db" | "cache">,
  key: string,
  bytes: Uint8Array,
): Promise<void> {
  await cachePicture(parts, key, bytes).catch((error) => {
    const about = { key, error: describeError(error) };
    logger("delivery").warn("The picture {key} is not cached: {error}", about);
  });
}

async function fromLegacyFile(
  { renderer, legacyImagesDir }: PictureSourcesOptions,
  value: string,
  imageType: ImageType,
): Promise<PictureBytes | undefined> {
  const request = { root: legacyImagesDir, value, maxBytes: MAX_ORIGINAL_BYTES };
  const file = await readLegacyPicture(request);
  if (file === undefined) return undefined;
  if ("refused" in file) {
    throw new TypeError(`Cannot read a legacy picture: ${file.refused}`);
  }
  return await fromOriginal({ renderer }, file.bytes, imageType);
}

async function fromColumn(
  parts: Pick<PictureSourcesOptions, "renderer">,
  value: string,
  imageType: ImageType,
): Promise<PictureBytes> {
  const picture = readInlinePicture(value.trim());
  if ("broken" in picture) throw new TypeError("Cannot read a picture of a column: it is damaged");
  if (picture.bytes.length > MAX_ORIGINAL_BYTES) {
    throw new TypeError("Cannot read a picture of a column: too_many_bytes");
  }
  return await fromOriginal(parts, picture.bytes, imageType);
}

async function fromOriginal(
  { renderer }: Pick<PictureSourcesOptions, "renderer">,
  original: Uint8Array<ArrayBuffer>,
  imageType: ImageType,
): Promise<PictureBytes> {
  const rendered = await renderer.render(original);
  if ("refused" in rendered) {
    throw new TypeError(`Cannot read a legacy picture: ${rendered.refused}`);
  }
  const { bytes, sha256 } = rendered.images[imageType];
  return { rung: "legacy", bytes, sha256 };
}
