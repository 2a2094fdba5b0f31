import { randomBytes } from "node:crypto";
import { parseObjectKey } from "../../src/domain/mod.ts";
import { type Answer, errorAnswer } from "./quirks.ts";

/** A version of an object. Each PUT creates one. */
interface Version {
  readonly id: string;
  readonly sizeBytes: number;
  readonly putAt: Date;
  /** Absent for a key that is made from the bytes. */
  readonly body?: Uint8Array | undefined;
}

/**
 * The versions that B2 would keep of each object. The server behind the front keeps only one body for each key. That is
 * enough for our keys: they contain the hash of the bytes, so all versions of a key have the same body.
 */
export class Versions {
  readonly #byKey = new Map<string, Version[]>();
  /** The id of the bucket: each front is a bucket of its own. */
  readonly #bucketId = randomBytes(12).toString("hex");
  #count = 0;

  /** Adds the version of a PUT and returns its id. */
  add(key: string, bytes: Uint8Array): string {
    const putAt = new Date();
    const sizeBytes = bytes.length;
    const body = parseObjectKey(key) === undefined ? bytes : undefined;
    const id = fileId(this.#bucketId, ++this.#count, putAt);
    this.#byKey.set(key, [{ id, sizeBytes, putAt, body }, ...this.#byKey.get(key) ?? []]);
    return id;
  }

  /** The answer for one version of a key; undefined if the server behind the front has its bytes. */
  get(key: string, id: string): Answer | undefined {
    const version = this.#byKey.get(key)?.find((each) => each.id === id);
    if (version !== undefined) {
      return version.body && { status: 200, headers: {}, body: version.body };
    }
    const message = "The specified version does not exist.";
    return errorAnswer({ status: 404, code: "NoSuchVersion", message });
  }

  /** Removes a version. While others are left, the object stays. */
  remove(key: string, id: string): "others_left" | "none_left" {
    const left = (this.#byKey.get(key) ?? []).filter((version) => version.id !== id);
    this.#byKey.set(key, left);
    return left.length > 0 ? "others_left" : "none_left";
  }

  /** A page of ListObjectVersions, for the keys that start with the prefix. */
  page(query: URLSearchParams): Answer {
    const prefix = query.get("prefix") ?? "";
    const limit = Number(query.get("max-keys") ?? 1000);
    const all = [...this.#byKey.keys()].filter((key) => key.startsWith(prefix)).sort()
      .flatMap((key) => this.#byKey.get(key)!.map((version, n) => ({ key, version, latest: !n })));
    const last = all.findIndex(({ key, version }) =>
      key === query.get("key-marker") && version.id === query.get("version-id-marker")
    );
    const page = all.slice(last + 1, last + 1 + limit);
    const next = all.length > last + 1 + limit ? page.at(-1) : undefined;
    const text = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<ListVersionsResult>` +
      `<IsTruncated>${next !== undefined}</IsTruncated>` +
      (next === undefined ? "" : `<NextKeyMarker>${escapeXml(next.key)}</NextKeyMarker>` +
        `<NextVersionIdMarker>${next.version.id}</NextVersionIdMarker>`) +
      page.map((line) => describe(line.key, line.version, line.latest)).join("") +
      `</ListVersionsResult>`;
    const body = new TextEncoder().encode(text);
    return { status: 200, headers: { "content-type": "application/xml" }, body };
  }
}

/** As Backblaze makes them ("Files", read 2026-11): bucket, file, day, time, cluster, volume, thread, milliseconds. */
function fileId(bucketId: string, number: number, putAt: Date): string {
  const [day, time] = putAt.toISOString().replace(/[-:]/g, "").split("T");
  const file = number.toString(16).padStart(16, "0");
  const ofTime = `d${day}_m${time!.slice(0, 6)}_c004_v0402000_t0000_u0${putAt.getTime()}`;
  return `4_z${bucketId}_f${file}_${ofTime}`;
}

function escapeXml(text: string): string {
  return text.replace(/[<>&]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function describe(key: string, { id, sizeBytes, putAt }: Version, latest: boolean): string {
  return `<Version><Key>${escapeXml(key)}</Key><VersionId>${id}</VersionId>` +
    `<IsLatest>${latest}</IsLatest><LastModified>${putAt.toISOString()}</LastModified>` +
    `<Size>${sizeBytes}</Size></Version>`;
}
