/**
 * A process that fills a disk cache and reads from it. It exits with 1 if it ever reads wrong bytes.
 * Arguments: folder, limit in bytes, first seed.
 * @module
 */
import { openDiskCache } from "../../src/storage/disk_cache.ts";
import { testObject } from "./s3_objects.ts";

const [dir = "", maxBytes, firstSeed] = Deno.args;
await using cache = await openDiskCache({ dir, maxBytes: Number(maxBytes) });
for (let i = 0; i < 200; i++) {
  const { key, bytes } = testObject((Number(firstSeed) + i * 7) % 40);
  const got = await cache.get(key);
  if (got && got.some((byte, at) => byte !== bytes[at])) Deno.exit(1);
  await cache.put(key, bytes);
}
