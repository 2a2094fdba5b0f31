import { B2Store } from "./b2_store.ts";
import { checkBucket } from "./check_bucket.ts";
import { MirroredStore } from "./mirrored_store.ts";
import type { B2Settings, ObjectStore, SigningStore } from "./object_store.ts";
import type { ObjectStoreOptions } from "./store_options.ts";

/**
 * Opens the object store; it connects when it is first used. With a second bucket in the settings, it keeps both equal.
 * Disposal ends its calls and closes its connections.
 */
export function openObjectStore(
  settings: B2Settings,
  options: ObjectStoreOptions = {},
): SigningStore & AsyncDisposable {
  const { mirror } = settings;
  const main = new B2Store(settings, options);
  return mirror === undefined ? main : new MirroredStore(main, new B2Store(mirror, options));
}

/**
 * Does {@link checkBucket} with each bucket of the settings by itself. The lines about the second one name its settings.
 *
 * @throws what {@link checkBucket} throws.
 */
export async function checkBuckets(
  store: ObjectStore,
  { mirror, ...main }: B2Settings,
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly string[]> {
  if (mirror === undefined) return await checkBucket(store, main, options);
  await using first = new B2Store(main, {});
  await using second = new B2Store(mirror, {});
  return [
    ...await checkBucket(first, main, options),
    ...(await checkBucket(second, mirror, options)).map((line) =>
      line.replaceAll(/\bB2_(?!MIRROR_)/g, "B2_MIRROR_")
    ),
  ];
}
