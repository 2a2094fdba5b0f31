/**
 * What the tests of the jobs share: a shop's product, and all that a job stands on.
 * @module
 */
import { sql } from "kysely";
import type { StoringDeps } from "../../src/delivery/mod.ts";
import { openImageRenderer } from "../../src/imaging/mod.ts";
import type { EraseDeps } from "../../src/jobs/mod.ts";
import { ensureProjection } from "../../src/postgres/mod.ts";
import { createBucketUrls, openDiskCache } from "../../src/storage/mod.ts";
import { openTestDatabase } from "../support/database.ts";
import { photoJpeg } from "../support/pictures.ts";
import { openTestStore } from "../support/s3.ts";
import { HANG_MS } from "../support/until.ts";

/** A store-image job on real parts; the original comes from `original`, Telegram's place. */
export async function openJobWork(original?: Uint8Array) {
  await using stack = new AsyncDisposableStack();
  const { db, url } = stack.use(await openTestDatabase());
  const publicUrl = "https://cdn.example";
  await ensureProjection(db, { botId: 1, publicUrl });
  await sql`insert into products (product_id) values ('TBF-1')`.execute(db);
  const b2 = stack.use(await openTestStore());
  const dir = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const bytes = original ?? await photoJpeg({ widthPx: 1600, heightPx: 1200, seed: 5 });
  const fetched: string[] = [];
  const deps: StoringDeps & EraseDeps = {
    botId: 1,
    db,
    store: b2.store,
    bucket: "pictures",
    bucketUrls: createBucketUrls([publicUrl], b2.settings),
    cache: stack.use(await openDiskCache({ dir, maxBytes: 10_000_000 })),
    renderer: stack.use(openImageRenderer({ engine: "auto", deadlineMs: HANG_MS })),
    fetchOriginal: (fileId) => {
      fetched.push(fileId);
      return Promise.resolve({ bytes });
    },
  };
  const parts = stack.move();
  return { db, url, b2, dir, deps, fetched, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
