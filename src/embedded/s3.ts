import { join } from "node:path";
import type { B2Settings } from "../storage/mod.ts";
import { mendS3Folder } from "./s3_folder.ts";

/** Where the embedded S3 server listens and what it accepts; fits the `B2_*` settings. */
export interface EmbeddedS3 extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** Any would do. */
  readonly region: string;
  /** The bucket that was asked for; it exists. */
  readonly bucket: string;
  /** Not a secret: the server accepts any. */
  readonly keyId: string;
  /** Not a secret either. */
  readonly applicationKey: string;
}

/** What {@link openEmbeddedS3} needs. */
export interface EmbeddedS3Options {
  /** Folder of the objects; made if it is not there. One server at a time may use it. */
  readonly dir: string;
  /** A free port if absent. */
  readonly port?: number | undefined;
  /** Made if it is not there. */
  readonly bucket: string;
  /** Said with every answer, as {@link RUN_HEADER}. */
  readonly runId?: string | undefined;
}

/** The header by which a server is told from another on the same port. */
export const RUN_HEADER = "x-vitrine-run";

/** An object as fauxqs keeps it in memory; its bytes stay on disk. */
interface FauxqsObject {
  readonly key: string;
}

/** The parts of fauxqs' `S3Store` that are used here. */
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
 * Opens an S3 server (fauxqs) with its objects in a folder, for when no bucket is configured. It
 * answers on the loopback address only and checks no signature. Disposal closes its connections.
 */
export async function openEmbeddedS3(options: EmbeddedS3Options): Promise<EmbeddedS3> {
  const { dir, port = 0, bucket, runId } = options;
  await mendS3Folder(dir, bucket);
  const { buildApp } = await import("fauxqs");
  const s3Store = await loadStore(dir, bucket);
  const app = buildApp({
    logger: false,
    // fauxqs makes the queues that it is not given; its type asks for all three.
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
  const endpoint = await app.listen({ host: "127.0.0.1", port });
  return { ...embeddedS3Settings(endpoint, bucket), [Symbol.asyncDispose]: () => app.close() };
}

/** How an embedded S3 server is reached, this process's or another's. */
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
 * `startFauxqs` would do this too, but listens on every address of the machine whatever `host` it
 * is given (2.4.1), and would show the shop's pictures to the network. Its parts are not exported,
 * hence the paths.
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
 * fauxqs sorts keys by locale but continues a page by code point, so that a second page misses
 * keys (`a` before `B`). S3 lists in UTF-8 order; for our ASCII keys that is code unit order.
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
