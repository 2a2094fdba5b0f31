import assert from "node:assert/strict";
import { ACCESS_DENIED } from "../../devkit/s3/front.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { createShopChecks } from "../../src/http/mod.ts";

Deno.test.each<{ name: string; stalled: readonly string[] | undefined; refused?: string }>([
  { name: "the loops do not run yet", stalled: undefined, refused: "not_started" },
  { name: "all loops make progress", stalled: [] },
  { name: "a loop stands still", stalled: ["polling", "jobs"], refused: "polling_stalled" },
])("/readyz says in work that $name", async ({ stalled, refused }) => {
  await using unit = await openUnit({ db: "migrated", b2: true });
  const { db, store } = unit;
  const about = { publicUrl: "https://cdn.example", botId: 1, stalled: () => stalled };
  const { work } = createShopChecks({ db, store, ...about });
  assert.deepEqual(await work!(), refused === undefined ? undefined : { refused });
});

Deno.test("/readyz asks the bucket, and no object that is not there", async () => {
  await using unit = await openUnit({ db: "migrated", b2: true });
  const { db, store, b2: front } = unit;
  const about = { publicUrl: "https://cdn.example", botId: 1, stalled: () => [] };
  const { b2 } = createShopChecks({ db, store, ...about });
  front.fail({ operation: "list", effect: ACCESS_DENIED });
  await assert.rejects(b2!(), { code: "storage_refused" });
  front.heal();
  front.fail({ operation: "read", effect: ACCESS_DENIED });
  await b2!();
  const asked = front.log.length;
  await b2!();
  assert.equal(front.log.length, asked, "what has passed is not asked again for a while");
});
