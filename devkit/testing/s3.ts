import { openEmbeddedS3 } from "../../src/embedded/s3.ts";
import { openS3Front, type S3Front } from "../s3/front.ts";
import {
  type B2Settings,
  type ObjectStore,
  type ObjectStoreOptions,
  openObjectStore,
} from "../../src/storage/mod.ts";
import { HANG_MS } from "./until.ts";

/** A real S3 server behind a front that behaves as B2, and a store that talks to it. */
export interface TestBucket extends AsyncDisposable {
  readonly store: ObjectStore;
  /** The front. It counts requests, and can fail. */
  readonly b2: S3Front;
  /** The settings of a store that uses the front. */
  readonly b2Settings: B2Settings;
  /** The server behind the front, without quirks and faults. */
  readonly behind: B2Settings;
}

/** Limits that no attempt reaches. */
const PATIENT = { attemptMs: HANG_MS, totalMs: HANG_MS };

/** Opens server, front and store. Attempts follow one another without a pause. They have no limit but those of `options`. */
export async function openTestBucket(options: ObjectStoreOptions = {}): Promise<TestBucket> {
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "vitrine-s3-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const server = stack.use(await openEmbeddedS3({ dir, bucket: "shop" }));
  const b2 = stack.use(await openS3Front({ target: server }));
  const behind: B2Settings = {
    endpoint: server.endpoint,
    region: server.region,
    bucket: server.bucket,
    keyId: server.keyId,
    applicationKey: server.applicationKey,
  };
  const b2Settings = { ...behind, endpoint: b2.endpoint };
  const policies = {
    view: { ...PATIENT, ...options.policies?.view },
    job: { ...PATIENT, ...options.policies?.job },
  };
  const store = stack.use(openObjectStore(b2Settings, { random: () => 0, ...options, policies }));
  const owned = stack.move();
  return { store, b2, b2Settings, behind, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/**
 * Puts an object as another program does, past the front. The embedded server asks for a signature, and takes any. `path`: of the
 * key, as it stands in an address.
 */
export async function putByHand(
  { endpoint, bucket }: Pick<B2Settings, "endpoint" | "bucket">,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const answer = await fetch(`${endpoint}/${bucket}/${path}`, {
    method: "PUT",
    headers: { authorization: "AWS4-HMAC-SHA256 by hand" },
    body: new Uint8Array(bytes),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`Cannot put ${path} by hand: ${answer.status}`);
}
