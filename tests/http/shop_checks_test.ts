import assert from "node:assert/strict";
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
