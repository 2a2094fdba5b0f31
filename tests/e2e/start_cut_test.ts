import assert from "node:assert/strict";
import { chooseSeed, createRandom } from "../../devkit/testing/random.ts";
import { sized } from "../../devkit/testing/sample.ts";
import { openShop, sell, untilStored } from "../../devkit/testing/shop.ts";
import type { StatementEffect } from "../../devkit/testing/strike.ts";

/** As many messages as a start sends to PostgreSQL that makes the schema, and one that finds it. */
const FIRST_START = 107;
const LATER_START = 71;

const seed = chooseSeed();
const random = createRandom(seed);
console.log(`messages by the seed ${seed}: VITRINE_SEED=${seed} repeats them`);

/** Some of so many messages, drawn by chance, in their order. */
function some(messages: number, count: number): number[] {
  const all = Array.from({ length: messages }, (_, n) => n);
  return random.shuffle(all).slice(0, count).sort((one, other) => one - other);
}
const EFFECTS: readonly StatementEffect[] = ["cut", "lose_answer"];

Deno.test("a first start waits when its connection breaks at any message", async (t) => {
  for (const skip of some(FIRST_START, sized({ all: 12, sample: 2 }))) {
    await t.step(`message ${skip + 1}`, async () => {
      await using shop = await openShop({ closed: true, proxy: true });
      const struck = shop.proxy.strike({ statement: "", effect: EFFECTS[skip % 2]!, skip });
      await shop.start();
      await struck;
      await untilStored(shop, await sell(shop.seller));
    });
  }
});

Deno.test("a later start waits when its connection breaks at any message", async (t) => {
  await using shop = await openShop({ proxy: true });
  await shop.stop();
  for (const skip of some(LATER_START, sized({ all: 9, sample: 4 }))) {
    await t.step(`message ${skip + 1}`, async () => {
      // Another public URL, so that the columns are built again.
      await shop.db.updateTable("image_projection_target").set({ public_url: `u${skip}` })
        .execute();
      const struck = shop.proxy.strike({ statement: "", effect: EFFECTS[skip % 2]!, skip });
      await shop.start();
      await struck;
      const { bot_id } = await shop.db.selectFrom("image_projection_target").select("bot_id")
        .executeTakeFirstOrThrow();
      assert.equal(bot_id, Number(shop.telegram.token.split(":")[0]));
      await shop.stop();
    });
  }
});

Deno.test("a start that PostgreSQL ends at each step says that it waits, and opens", async () => {
  await using shop = await openShop({ closed: true, proxy: true });
  for (
    const statement of ["kysely_migration", 'from "image_projection_target"', "pgboss.version"]
  ) {
    shop.proxy.strike({ statement, effect: "cut" });
  }
  await shop.start();
  const waits = shop.log.flatMap((line) => "event" in line ? [line.event] : [])
    .filter((event) => event === "part_away" || event === "part_back");
  assert.deepEqual(waits, [1, 2, 3].flatMap(() => ["part_away", "part_back"]));
});
