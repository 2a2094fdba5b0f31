import type { ObjectStore } from "../../src/storage/mod.ts";

/** Milliseconds of one request to B2, there and back. */
export async function measureRequest(store: ObjectStore): Promise<number> {
  // The first request opens the connection.
  await store.check();
  const started = performance.now();
  await store.check();
  return performance.now() - started;
}
