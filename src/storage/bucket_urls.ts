/**
 * Which object of our bucket a URL names. A URL is parsed, never cut as text: one object has many URLs.
 * @module
 */
import type { B2Settings, ObjectStore } from "./object_store.ts";
import { FILE_ADDRESS_PATTERN, readFileAddress, versionIdOf } from "./file_id.ts";
import { FileIds } from "./file_ids.ts";
import { isSafeKey } from "./safe_key.ts";

/** The URLs of our bucket. */
export interface BucketUrls {
  /** The name of the bucket. */
  readonly bucket: string;
  /**
   * The keys that a URL may mean, the likeliest first. Several, because not everyone encodes a key in the same way: `+`
   * is a plus or a space, and an older shop may have written a key as it is. Empty for a URL of our bucket that names no
   * object, such as `<our base>/../other/1.jpg`. Undefined for a URL of another place, and for anything else.
   *
   * A native address of Backblaze names an object once `fileIds` has learned it, and only while its version is the newest one.
   */
  keysOf(url: string): readonly string[] | undefined;
  /**
   * The object that a URL names; undefined where {@link keysOf} is undefined, except for a native address of an older version:
   * once `fileIds` has learned it, this is its object.
   */
  objectOf(url: string): ObjectOfUrl | undefined;
  /**
   * Whether the URL that the columns get for a key, `<base>/<key>` without any encoding, leads to this object first. Not so
   * for `a?b.jpg`, `a%20b.jpg`, or a space at the end.
   */
  leadsBack(key: string): boolean;
  /**
   * Matches every URL of our bucket, and perhaps others: for PostgreSQL, which cannot parse. A case-insensitive regular
   * expression (`~*`).
   */
  readonly pattern: string;
  /** What the file ids of native addresses are. */
  readonly fileIds: FileIds;
  /** Adds a public base that the bucket has had, or has now. */
  learnBase(publicUrl: string): void;
}

/** An object of our bucket that a URL names. */
export interface ObjectOfUrl {
  /** The keys that the URL may mean; none if the version is gone, or if its address leads elsewhere. */
  readonly keys: readonly string[];
  /** The version that it names; the newest one if absent. */
  readonly versionId?: string;
  /** The key has parts such as `..` or `//`: nobody can be asked for it. */
  readonly leadsElsewhere?: true;
}

/** One base of URLs. */
interface Base {
  /** Matches the host and port, in lower case, such as `cdn.example:8443`. */
  readonly host: RegExp;
  /** The segments of the path before the key. */
  readonly path: readonly string[];
}

/** What the forms of a bucket's addresses are made of. */
type NamingSettings = Pick<B2Settings, "endpoint" | "bucket" | "mirror">;

/** A form of Backblaze's friendly addresses: `https://f004.backblazeb2.com/file/<bucket>/<key>`. */
const FRIENDLY_HOST = /^f\d{3}\.backblazeb2\.com$/;

/**
 * The URLs of a bucket: below the public bases, and in the forms that an older shop may have written: S3's by host and by
 * path, and Backblaze's own. Schemes do not matter. Those of a second bucket name the same objects: pictures keep their keys when
 * they move. `store` tells which objects Backblaze's native addresses name.
 */
export function createBucketUrls(
  publicUrls: readonly string[],
  b2: NamingSettings,
  store?: Pick<ObjectStore, "allVersions">,
): BucketUrls {
  const bases = basesOf(publicUrls, b2);
  const learned = new Set(publicUrls);
  const fileIds = new FileIds(store);
  return {
    bucket: b2.bucket,
    learnBase: (publicUrl) => {
      const url = URL.parse(publicUrl);
      if (url === null || learned.has(publicUrl)) return;
      learned.add(publicUrl);
      // After the present ones: of two that fit, the present one counts.
      bases.push(baseOf(url));
    },
    keysOf: (url) => {
      const address = readFileAddress(url);
      return address === undefined ? keysOf(bases, url) : keysOfFile(fileIds, address.fileId);
    },
    objectOf: (url) => {
      const address = readFileAddress(url);
      if (address !== undefined) return objectOfFile(fileIds, address.fileId);
      const keys = keysOf(bases, url);
      if (keys?.length === 0) return { keys, leadsElsewhere: true };
      const versionId = versionIdOf(url);
      return keys && { keys, ...(versionId !== undefined && { versionId }) };
    },
    leadsBack: (key) =>
      keysOf(bases, `${b2.endpoint.replace(/\/+$/, "")}/${b2.bucket}/${key}`)?.[0] === key,
    get pattern() {
      const hosts = new Set(bases.map(hostOf));
      return `(^\\s*https?://(${[...hosts].join("|")})(:[0-9]+)?/|${FILE_ADDRESS_PATTERN})`;
    },
    fileIds,
  };
}

/** Under its key, a version that is not the newest one cannot be got: the key gives other bytes. */
function keysOfFile(fileIds: FileIds, fileId: string): readonly string[] | undefined {
  const version = fileIds.get(fileId);
  if (version === "gone") return [];
  if (version === undefined || !version.isNewest) return undefined;
  return isSafeKey(version.key) ? [version.key] : [];
}

function objectOfFile(fileIds: FileIds, fileId: string): ObjectOfUrl | undefined {
  const version = fileIds.get(fileId);
  if (version === undefined) return undefined;
  if (version === "gone") return { keys: [] };
  const { key, isNewest } = version;
  if (!isSafeKey(key)) return { keys: [], leadsElsewhere: true };
  return { keys: [key], ...(!isNewest && { versionId: fileId }) };
}

function basesOf(
  publicUrls: readonly string[],
  { endpoint, bucket, mirror }: NamingSettings,
): Base[] {
  const { host } = new URL(endpoint);
  const isBackblaze = host.endsWith(".backblazeb2.com");
  return [
    ...publicUrls.map((url) => baseOf(new URL(url))),
    { host: exactly(`${bucket.toLowerCase()}.${host}`), path: [] },
    { host: exactly(host), path: [bucket] },
    ...(isBackblaze ? [{ host: FRIENDLY_HOST, path: ["file", bucket] }] : []),
    ...(mirror ? basesOf(mirror.publicUrl === undefined ? [] : [mirror.publicUrl], mirror) : []),
  ];
}

function baseOf({ host, pathname }: URL): Base {
  return { host: exactly(host), path: segmentsOf(pathname).filter((segment) => segment !== "") };
}

/** The host without its port, as a part of a regular expression. */
function hostOf({ host }: Base): string {
  return host.source.slice(1, -1).replace(/:\d+$/, "");
}

function exactly(host: string): RegExp {
  return new RegExp(`^${host.replace(/[^a-z0-9:-]/g, "\\$&")}$`);
}

function keysOf(bases: readonly Base[], text: string): readonly string[] | undefined {
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  const of = bases.filter(({ host }) => host.test(url.host));
  const raw = rawPathOf(text.trim());
  for (const base of of) {
    const rest = below(base, url.pathname);
    // The parser has resolved dots and backslashes. What is left may not be what was written.
    if (rest !== undefined) return readings(rest, below(base, raw));
  }
  return of.some((base) => below(base, raw) !== undefined) ? [] : undefined;
}

/** The path as it is written. The parser encodes some characters, and resolves dots. */
function rawPathOf(text: string): string {
  return text.replace(/^https?:[\\/]*[^\\/?#]*/i, "").replace(/[?#].*$/s, "");
}

/** The part of a path below a base; undefined if it is not below. */
function below({ path }: Base, pathname: string): string | undefined {
  const segments = segmentsOf(pathname);
  const isBelow = path.every((segment, at) => decode(segments[at] ?? "") === segment);
  return isBelow && segments.length > path.length
    ? segments.slice(path.length).join("/")
    : undefined;
}

function segmentsOf(pathname: string): string[] {
  return pathname.replace(/^\//, "").split("/");
}

/** The keys that the part of a URL below its base may mean. */
function readings(rest: string, raw: string | undefined): readonly string[] {
  const decoded = decode(rest);
  const keys = [decoded, decoded && decode(rest.replaceAll("+", " ")), raw];
  return [...new Set(keys.filter((key) => key !== undefined && isSafeKey(key)))] as string[];
}

/** Undefined if a `%` begins no character. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The hosts of those URLs where the shop can reach nothing, each once: other places, and keys whose address leads elsewhere. */
export function hostsElsewhere(bucketUrls: BucketUrls, urls: readonly string[]): string[] {
  const elsewhere = urls.map((url) => URL.parse(url.trim()))
    .filter((url) => url !== null && /^https?:$/.test(url.protocol))
    .filter((url) => {
      const keys = bucketUrls.keysOf(url!.href);
      // `<our base>/folder/` is no picture.
      return keys === undefined || keys.length === 0 && !url!.pathname.endsWith("/");
    });
  return [...new Set(elsewhere.map((url) => url!.host))];
}

/** The keys of the objects of our bucket that some of these URLs may name, each once. */
export function keysOfUrls(bucketUrls: BucketUrls, urls: readonly string[]): string[] {
  return [...new Set(urls.flatMap((url) => bucketUrls.keysOf(url) ?? []))];
}
