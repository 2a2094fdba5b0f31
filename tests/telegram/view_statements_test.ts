import assert from "node:assert/strict";
import { sql } from "kysely";
import { type Asked, besideUserState, openDatabase } from "../../src/postgres/mod.ts";
import { type CataloguePosition, getCataloguePage, getOffer } from "../../src/shop/mod.ts";
import { openShop, sell, type Shop, untilStored } from "../../devkit/testing/shop.ts";
import { smallPhoto } from "../../devkit/testing/bot.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

type Message = Awaited<ReturnType<Shop["buyer"]["say"]>>;

/** Every view, in an order in which each leads to the next one. The seller's own products come last. */
const VIEWS: readonly {
  readonly name: string;
  readonly show: (shop: Shop, card: Message, id: string) => Promise<Message>;
}[] = [
  { name: "open", show: ({ buyer }, _, id) => buyer.say(`/start ${id}`) },
  { name: "browse", show: ({ buyer }) => buyer.say("/browse") },
  { name: "next", show: ({ buyer }, card) => buyer.press(card, "▶️") },
  { name: "previous", show: ({ buyer }, card) => buyer.press(card, "◀️") },
  { name: "details", show: ({ buyer }, card) => buyer.press(card, "🔍 Details") },
  { name: "next picture", show: ({ buyer }, card) => buyer.press(card, "▶️") },
  { name: "back", show: ({ buyer }, card) => buyer.press(card, "↩️ Back") },
  { name: "my", show: ({ seller }) => seller.say("/my") },
  { name: "my, next", show: ({ seller }, card) => seller.press(card, "▶️") },
  { name: "my, previous", show: ({ seller }, card) => seller.press(card, "◀️") },
];

Deno.test("each view is one statement", async (t) => {
  // With polling, an update may also be saved in the inbox, beside the view.
  await using shop = await openShop({ front: "webhook" });
  const ids = [await sell(shop.seller), await sell(shop.seller, { title: "Chair" })];
  for (const id of ids) await untilStored(shop, id);
  const more = await shop.seller.photo(await smallPhoto(2));
  await shop.seller.press(more, "➕ Add to “Chair”");
  await untilStored(shop, ids[1]!);
  // The first walk uploads the pictures, and captures their file ids.
  await walk(shop, ids[1]!);
  // What the shop does by the clock may fall into one walk, but not into the same view of all three.
  const walks = [await walk(shop, ids[1]!), await walk(shop, ids[1]!), await walk(shop, ids[1]!)];
  for (const [index, { name }] of VIEWS.entries()) {
    await t.step(name, () => {
      const fewest = walks.map((statements) => statements[index]!)
        .reduce((one, other) => other.length < one.length ? other : one);
      assert.equal(fewest.length, 1, fewest.join("\n"));
    });
  }
});

/** Shows each view once. Returns the statements of each. */
async function walk(shop: Shop, id: string): Promise<string[][]> {
  const statements: string[][] = [];
  let card: Message | undefined;
  for (const { show } of VIEWS) {
    const before = shop.statements.length;
    card = await show(shop, card!, id);
    await shop.telegram.control.waitForIdle();
    statements.push(shop.statements.slice(before));
  }
  return statements;
}

interface Planned {
  readonly name: string;
  readonly generic_plans: number;
}

Deno.test("a connection that is warm plans no view", async () => {
  await using unit = await openUnit({ db: "migrated", products: ["A", "B", "C"] });
  await using db = openDatabase({ url: unit.url, maxConnections: 1 });
  const user = { userId: 42, botId: 1, updateId: 7, username: "ann" };
  const positions: CataloguePosition[] = [
    { at: "first" },
    ...(["product", "next", "previous"] as const).map((at) => ({ at, productId: "B" })),
  ];
  const views: ((db: Asked) => Promise<unknown>)[] = [
    (asked) => getOffer(asked, "B"),
    ...positions.map((position) => (asked: Asked) => getCataloguePage(asked, position)),
    ...positions.map((position) => (asked: Asked) => getCataloguePage(asked, position, 42)),
  ];
  for (const view of views) {
    for (let run = 0; run < 6; run++) await view(besideUserState(db, user));
  }
  const { rows } = await sql<Planned>`select name, generic_plans from pg_prepared_statements`
    .execute(db);
  assert.equal(rows.length, views.length);
  assert.deepEqual(rows.filter(({ generic_plans }) => generic_plans !== 1), []);
});
