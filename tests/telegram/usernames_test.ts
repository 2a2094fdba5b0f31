import assert from "node:assert/strict";
import { sql } from "kysely";
import type { MessageView } from "@vitrine/local-telegram";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { listProduct, stranger, type Talk } from "../../devkit/testing/bot.ts";
import { openShop, type Shop } from "../../devkit/testing/shop.ts";

const { button, contact } = LOCALES.en;

/** A seller's usernames as Python shops write them, and what a buyer may be told of them. */
const ROWS: readonly { id: string; name: string; hint?: string }[] = [
  { id: "TBF-USR001", name: "@seller_one", hint: "@seller_one" },
  { id: "TBF-USR002", name: "https://t.me/seller_one", hint: "@seller_one" },
  { id: "TBF-USR003", name: "Seller One", hint: "Seller One" },
  // t.me/None is somebody: github.com/telegramdesktop/tdesktop/issues/29167.
  { id: "TBF-USR004", name: "None" },
];

/** The button that reaches the seller, on the product's Details: its link, or undefined if the bot tells the seller. */
async function contactLink(buyer: Talk, id: string): Promise<string | undefined> {
  return contactButton((await buyer.say(`/start ${id}`))[0]!).url?.split("?text=")[0];
}

function contactButton({ keyboard }: MessageView) {
  const found = keyboard.flat().find(({ text }) => text === button.contact);
  assert.ok(found !== undefined);
  return found;
}

async function pressContact(buyer: Talk, id: string): Promise<string> {
  const [details] = await buyer.say(`/start ${id}`);
  const { note, messages } = await buyer.press(details, button.contact);
  if (messages.length === 0) return note.text;
  return (await buyer.press(details, button.contactYes)).note.text;
}

/** Gives a user another username, or none. The bot does not know before the user's next act. */
async function rename(shop: Shop, { person }: Talk, username?: string): Promise<void> {
  const { username: _, ...user } = person.user;
  await shop.telegram.control.defineUser({ ...user, ...(username !== undefined && { username }) });
}

/** What the bot has stored of a user's name. */
async function storedName({ db }: Shop, { person }: Talk) {
  return await db.selectFrom("bot_users").select(["username", "username_seen_at"])
    .where("user_id", "=", person.user.id).executeTakeFirst();
}

Deno.test("Contact links to a name that the bot itself has seen, and else tells the seller by id", async (t) => {
  await using shop = await openShop();
  const seller = await stranger(shop, "en", "seller_one");
  const buyer = await stranger(shop, "en", "bea");
  const rows = ROWS.map(({ id: product_id, name: seller_username }) => ({
    product_id,
    title: "Old",
    seller_id: seller.person.user.id,
    seller_username,
  }));
  await shop.db.insertInto("products").values(rows).execute();

  for (const { id, name, hint } of ROWS) {
    await t.step(`of "${name}", before the bot has seen the seller`, async () => {
      assert.equal(await contactLink(buyer, id), undefined);
      const told = hint === undefined ? contact.unreachable : contact.unreachableNamed(hint);
      assert.equal(await pressContact(buyer, id), told);
    });
  }
  await t.step("whatever the row says, once the bot has seen the seller", async () => {
    await seller.say("/help");
    for (const { id } of ROWS) {
      assert.equal(await contactLink(buyer, id), "https://t.me/seller_one");
    }
  });
  await t.step("a new name of the seller", async () => {
    await rename(shop, seller, "seller_two");
    await seller.say("/help");
    assert.equal(await contactLink(buyer, "TBF-USR001"), "https://t.me/seller_two");
  });
  await t.step("a name that somebody else has by now", async () => {
    const other = await stranger(shop, "en", "SELLER_TWO");
    await other.say("/help");
    assert.equal((await storedName(shop, other))?.username ?? null, null, "other sells nothing");
    assert.equal(await contactLink(buyer, "TBF-USR001"), undefined);
    assert.equal(await pressContact(buyer, "TBF-USR001"), contact.told);
  });
  await t.step("a seller who has no name any more", async () => {
    await rename(shop, seller, "seller_three");
    await seller.say("/help");
    assert.equal(await contactLink(buyer, "TBF-USR002"), "https://t.me/seller_three");
    await rename(shop, seller);
    await seller.say("/help");
    assert.equal(await contactLink(buyer, "TBF-USR002"), undefined);
    assert.equal(await pressContact(buyer, "TBF-USR002"), contact.told);
  });
  await t.step("only sellers' names are stored", async () => {
    assert.equal((await storedName(shop, buyer))?.username ?? null, null);
  });
});

Deno.test("a name that was not seen for long is not linked to, and is seen again", async (t) => {
  await using shop = await openShop();
  const seller = await stranger(shop, "en", "sam_sells");
  const { productId } = await listProduct(seller);
  const buyer = await stranger(shop);
  const seen = async (ago: number) => {
    const username_seen_at = new Date(Date.now() - ago * 3_600_000);
    await shop.db.updateTable("bot_users").set({ username_seen_at })
      .where("user_id", "=", seller.person.user.id).execute();
    return username_seen_at;
  };
  await t.step("the sale itself shows the name", async () => {
    assert.equal(await contactLink(buyer, productId), "https://t.me/sam_sells");
  });
  await t.step("within a day nothing is written", async () => {
    const at = await seen(23);
    await seller.say("/help");
    assert.deepEqual((await storedName(shop, seller))?.username_seen_at, at);
  });
  await t.step("after eight days the bot tells the seller", async () => {
    await seen(8 * 24);
    assert.equal(await contactLink(buyer, productId), undefined);
    assert.equal(await pressContact(buyer, productId), contact.told);
  });
  await t.step("a search of the seller shows the name again", async () => {
    await shop.telegram.control.inlineQuery(seller.person.user.id, "");
    assert.equal(await contactLink(buyer, productId), "https://t.me/sam_sells");
  });
  await t.step("a name that cannot be stored now delays no answer", async () => {
    const at = await seen(25);
    await sql`create function refuse() returns trigger language plpgsql as $$
      begin raise exception 'read-only' using errcode = '25006'; end $$`.execute(shop.db);
    await sql`create trigger refuse before update on bot_users
      for each row execute function refuse()`.execute(shop.db);
    const [answer] = await seller.say("/help");
    assert.equal(answer?.html, LOCALES.en.help);
    await sql`drop trigger refuse on bot_users`.execute(shop.db);
    assert.deepEqual((await storedName(shop, seller))?.username_seen_at, at);
  });
  await t.step("deleting the last product for good forgets the name", async () => {
    const [card] = await seller.say("/my");
    for (const label of [button.deleteForGood, button.deleteYes, button.deleteReally]) {
      await seller.press(await seller.now(card!), label);
    }
    assert.deepEqual(await storedName(shop, seller), { username: null, username_seen_at: null });
  });
});
