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
  const walk = async (step: (name: string, show: () => Promise<void>) => Promise<unknown>) => {
    let card: Message | undefined;
    for (const { name, show } of VIEWS) {
      await step(name, async () => void (card = await show(shop, card!, ids[1]!)));
      await shop.telegram.control.waitForIdle();
    }
  };
  // The first one uploads the pictures, and captures their file ids.
  await walk((_name, show) => show());
  await walk((name, show) =>
    t.step(name, async () => {
      const before = shop.statements.length;
      await show();
      await shop.telegram.control.waitForIdle();
      const statements = shop.statements.slice(before);
      assert.equal(statements.length, 1, statements.join("\n"));
    })
  );
});

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
