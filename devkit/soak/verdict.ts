import { sql } from "kysely";
import { openDatabase } from "../../src/postgres/mod.ts";
import { verify } from "../../src/event_log/mod.ts";
import { compare } from "../../src/pictures/compare.ts";
import type { LogLine } from "../world/shop_process.ts";
import { createBucketUrls } from "../../src/storage/mod.ts";
import { b2SettingsOf, openConfiguredStore, type World } from "../world/world.ts";
import type { Load } from "./load.ts";

/** The errors in the shop's log. */
export interface LogVerdict {
  /** The number of error lines, by their message. */
  readonly errors: ReadonlyMap<string, number>;
  /** Fatal lines and unhandled errors. */
  readonly unhandled: readonly string[];
}

/** Reads a log. When Deno ends with an error, its last line is no JSON and has no level. */
export function judgeLog(log: readonly LogLine[]): LogVerdict {
  const errors = new Map<string, number>();
  const unhandled: string[] = [];
  for (const { level, message } of log) {
    if (level === "fatal" || /unhandled|uncaught/i.test(message)) unhandled.push(message);
    else if (level === "error") errors.set(message, (errors.get(message) ?? 0) + 1);
  }
  return { errors, unhandled };
}

/** Each promise to a seller that was broken, in words. Empty if nothing is lost. */
export async function findLosses(world: World, load: Load): Promise<string[]> {
  const { environment } = world;
  await using db = openDatabase({ url: environment.DATABASE_URL!, maxConnections: 2 });
  await using store = openConfiguredStore(environment);
  const bucketUrls = createBucketUrls([], b2SettingsOf(environment));
  const { rows: [found] } = await sql<
    Record<"products" | "unstored" | "replaced" | "gaps", number>
  >`
    select
      (select count(*) from products where product_id = any(${load.sold})) as products,
      (select count(*) from products where cover_image_url is null or thumbnail_url is null or exists (
        select from jsonb_to_recordset(pictures_in_order) p (cover_image_url text, thumbnail_url text)
        where p.cover_image_url is null or p.thumbnail_url is null)) as unstored,
      (select count(*) from image_events where image_type = 'cover'
        and data ->> 'reason' = 'replaced_by_seller') as replaced,
      (select count(*) from (
        select from image_events group by product_id having max(version) <> count(*) or min(version) <> 1) gap) as gaps
    `.execute(db);
  const losses: string[] = [];
  const expect = (is: number, should: number, what: string) => {
    if (is !== should) losses.push(`${what}: ${is} instead of ${should}`);
  };
  expect(found!.products, load.sold.length, "products of confirmed sales");
  expect(found!.replaced, load.replaced, "confirmed replacements in the log");
  expect(found!.unstored, 0, "products without a picture in B2");
  expect(found!.gaps, 0, "products with a gap in their versions");
  let drift = 0;
  for await (const page of verify(db)) drift += page.drift.length;
  expect(drift, 0, "values that drifted (verify)");
  for await (
    const { finding } of compare({ db, store, bucketUrls }, { deep: true, cutoff: new Date(0) })
  ) {
    if (finding !== undefined && finding !== "recent" && "pictures" in finding) {
      losses.push(`${finding.kind}: ${finding.key}`);
    }
  }
  return losses;
}
