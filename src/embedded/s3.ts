import { join } from "node:path";
import type { B2Settings } from "../storage/mod.ts";
import { refuseS3 } from "./s3_access.ts";
import { mendS3Folder } from "./s3_folder.ts";

/** Address and credentials of the embedded S3 server, in the form of the `B2_*` settings. */
export interface EmbeddedS3 extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly region: string;
  /** It exists. */
  readonly bucket: string;
  /** Not a secret: the server accepts any value. */
  readonly keyId: string;
  /** Not a secret: the server accepts any value. */
  readonly applicationKey: string;
}

/** Arguments of {@link openEmbeddedS3}. */
export interface EmbeddedS3Options {
  /** Folder of the objects. Created if missing. Only one server at a time may use it. */
  readonly dir: string;
  /** A free port if absent. */
  readonly port?: number | undefined;
  /** Created if missing. */
  readonly bucket: string;
  /** Sent with every answer, in {@link RUN_HEADER}. */
  readonly runId?: string | undefined;
  /** Sees each request before it is answered. If it returns false, the answer is 503, as of a server that is down. */
  readonly watch?: WatchS3 | undefined;
}

/** Takes the method and the path of a request, such as `GET` and `/bucket/key`. */
export type WatchS3 = (method: string, path: string) => boolean;

/** This header identifies a server. After a restart, another one may listen on the same port. */
export const RUN_HEADER = "x-vitrine-run";

/** An object of fauxqs. Its bytes stay on disk. */
interface FauxqsObject {
  readonly key: string;
}

/** The members of fauxqs' `S3Store` that this module uses. */
interface FauxqsStore {
  readonly buckets: Map<string, Map<string, FauxqsObject>>;
  persistence?: unknown;
  createBucket(name: string): void;
  listObjects(bucket: string, options?: ListOptions): Listing;
}

interface ListOptions {
  readonly prefix?: string;
  readonly delimiter?: string | undefined;
  readonly maxKeys?: number;
  readonly startAfter?: string;
  readonly marker?: string;
}

interface Listing {
  objects: FauxqsObject[];
  commonPrefixes: string[];
  isTruncated: boolean;
}

/**
 * Opens an S3 server (fauxqs) that keeps its objects in a folder. It listens on the loopback address only, and does not
 * check signatures ({@link refuseS3} says what it lets in). Disposal closes its connections.
 */
export async function openEmbeddedS3(options: EmbeddedS3Options): Promise<EmbeddedS3> {
  const { dir, port = 0, bucket, runId, watch } = options;
  await mendS3Folder(dir, bucket);
  const { buildApp } = await import("fauxqs");
  const s3Store = await loadStore(dir, bucket);
  const app = buildApp({
    logger: false,
    // The type asks for three stores. fauxqs creates the two that are missing.
    stores: { s3Store } as unknown as NonNullable<
      NonNullable<Parameters<typeof buildApp>[0]>["stores"]
    >,
  });
  if (runId !== undefined) {
    app.addHook("onRequest", (_request, reply, done) => {
      reply.header(RUN_HEADER, runId);
      done();
    });
  }
  app.addHook("onRequest", (request, reply, done) => {
    const refusal = refuseS3(request);
    if (refusal === undefined) done();
    else reply.code(refusal.status).send(refusal.says);
  });
  if (watch !== undefined) {
    app.addHook("onRequest", (request, reply, done) => {
      if (watch(request.method, request.url.split("?")[0]!)) done();
      else reply.code(503).send("The server is down");
    });
  }
  const endpoint = await app.listen({ host: "127.0.0.1", port });
  return { ...embeddedS3Settings(endpoint, bucket), [Symbol.asyncDispose]: () => app.close() };
}

/** The settings to reach an embedded S3 server, of this process or another. */
export function embeddedS3Settings(endpoint: string, bucket: string): B2Settings {
  return {
    endpoint,
    region: "us-east-1",
    bucket,
    keyId: "embedded",
    applicationKey: "embedded-application-key",
  };
}

/**
 * Loads the parts of fauxqs by their paths, because it does not export them. `startFauxqs` of fauxqs 2.4.1 ignores its
 * `host` and listens on every address of the machine. It would show the shop's pictures to the network.
 */
async function loadStore(dir: string, bucket: string): Promise<FauxqsStore> {
  const main = import.meta.resolve("fauxqs");
  const { S3Store } = await import(new URL("s3/s3Store.js", main).href);
  const { FileS3Persistence } = await import(new URL("s3/fileS3Persistence.js", main).href);
  const store: FauxqsStore = new S3Store();
  const files = new FileS3Persistence(join(dir));
  files.loadS3(store);
  store.persistence = files;
  store.createBucket(bucket);
  listInKeyOrder(store);
  return store;
}

/**
 * Lists keys in the order of S3, which is UTF-8. For ASCII keys, the order of code units is the same. fauxqs sorts keys
 * by locale (`a` before `B`) but continues a page by code point, so the second page misses keys.
 */
function listInKeyOrder(store: FauxqsStore): void {
  const original = store.listObjects.bind(store);
  store.listObjects = (bucket, options = {}) => {
    const objects = store.buckets.get(bucket);
    if (objects === undefined || options.delimiter) return original(bucket, options);
    const { prefix = "", maxKeys = 1000, startAfter, marker } = options;
    const after = startAfter ?? marker ?? "";
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = keys.slice(0, maxKeys).flatMap((key) => objects.get(key) ?? []);
    return { objects: page, commonPrefixes: [], isTruncated: keys.length > maxKeys };
  };
}
