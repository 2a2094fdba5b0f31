import { sql } from "kysely";
import type { Database } from "../postgres/mod.ts";
import type { BucketUrls } from "../storage/mod.ts";

/** Remembers the public URL of a bucket for all processes, and for the time after it has another one. */
export async function recordPublicUrl(
  db: Database,
  { bucket, publicUrl }: { readonly bucket: string; readonly publicUrl: string },
): Promise<void> {
  await sql`
    insert into public_urls (bucket, public_url) values (${bucket}, ${publicUrl})
    on conflict do nothing`.execute(db);
}

/**
 * Learns every public URL that the bucket has had: those of before, which rows of an older shop may name, and one that
 * another process has begun to use.
 */
export async function learnPublicUrls(
  db: Database,
  bucketUrls: Pick<BucketUrls, "bucket" | "learnBase">,
): Promise<void> {
  const { rows } = await sql<{ publicUrl: string }>`
    select public_url as "publicUrl" from public_urls where bucket = ${bucketUrls.bucket}
    order by first_used_at desc`.execute(db);
  for (const { publicUrl } of rows) bucketUrls.learnBase(publicUrl);
}
