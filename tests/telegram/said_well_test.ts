import assert from "node:assert/strict";
import { createPerson } from "@vitrine/local-telegram";
import { LANGUAGES, LOCALES } from "../../src/telegram/locales/mod.ts";
import { openShop, type Shop } from "../../devkit/testing/shop.ts";
import {
  labels,
  listProduct,
  plain,
  sellUpTo,
  stranger,
  type Talk,
  talk,
  texts,
} from "../../devkit/testing/bot.ts";

const { en } = LOCALES;
const { button, refusal, sell } = en;
const NAME = "Chez Zoé & co";
const OPERATOR = 990_001;

/** The calls that set what Telegram shows of the bot. */
async function publishing(shop: Shop): Promise<string[]> {
  const calls = await shop.telegram.control.calls();
  return calls.map(({ method }) => method).filter((method) => /^setMy/.test(method));
}

Deno.test("a shop with a name and a currency of its own", async (t) => {
  await using shop = await openShop({
    environment: { SHOP_NAME: NAME, SHOP_CURRENCY: "chf", ADMIN_IDS: String(OPERATOR) },
  });
  const seller = await stranger(shop);
  await t.step(
    "it tells Telegram its name, texts and commands once, in each language",
    async () => {
      const methods = ["setMyCommands", "setMyDescription", "setMyName", "setMyShortDescription"];
      // The name of the default language holds in the others too.
      const each = methods.flatMap((name) =>
        name === "setMyName" ? [name] : LANGUAGES.map(() => name)
      );
      assert.deepEqual((await publishing(shop)).toSorted(), each.toSorted());
      await shop.restart();
      assert.deepEqual((await publishing(shop)).toSorted(), each.toSorted());
    },
  );
  await t.step("it knows each command of its menu, in each language", async () => {
    for (const { language, commands, unknownCommand } of Object.values(LOCALES)) {
      const user = await stranger(shop, language);
      const menu = await shop.telegram.control.menu(user.person.user.id);
      const wanted = Object.entries(commands).map(([command, description]) => ({
        command,
        description,
      }));
      assert.deepEqual(menu, wanted);
      for (const { command } of menu) {
        const [said] = await user.say(`/${command}`);
        assert.ok(said !== undefined && said.text !== unknownCommand, command);
      }
    }
  });
  await t.step("it welcomes by its name", async () => {
    const [welcome] = await seller.say("/start");
    assert.ok(welcome!.text.startsWith(`Welcome to ${NAME}!`), welcome!.text);
  });
  await t.step("a description is skipped, other answers are not", async () => {
    await seller.say("/sell");
    assert.deepEqual(texts(await seller.say("/skip")), [refusal.not_skipped]);
    await seller.say("/cancel");
    await sellUpTo(seller, "title");
    assert.deepEqual(texts(await seller.say("/skip")), [refusal.not_skipped]);
    await seller.say("Vase");
    const [question] = await seller.say("/skip@vitrine_bot");
    assert.equal(
      question?.text,
      plain(`${sell.step(4, 4)}\n${sell.price("CHF\u00a012.00", "CHF")}`),
    );
    const [preview] = await seller.say("15");
    assert.equal(preview?.text, `Vase\nCHF\u00a015.00\n\n${sell.preview}`);
    await seller.press(preview, button.confirm);
    assert.equal(await descriptionOf(shop, "Vase"), null);
    assert.deepEqual(texts(await seller.say("/skip")), [en.nothingToSkip]);
  });
  await atTheEnd(t, shop, seller);
});

async function atTheEnd(t: Deno.TestContext, shop: Shop, seller: Talk): Promise<void> {
  await t.step("a description is taken away by an edit that is skipped", async () => {
    await listProduct(seller, { title: "Mug" });
    assert.notEqual(await descriptionOf(shop, "Mug"), null);
    await pressDescription(seller);
    assert.equal((await seller.say("/skip"))[0]?.text, en.edit.changed);
    assert.equal(await descriptionOf(shop, "Mug"), null);
  });
  await t.step("a button of an answered question knows that the product is on sale", async () => {
    const preview = await sellUpTo(seller, "preview", { title: "Lamp" });
    await seller.press(preview, button.edit);
    const { messages } = await seller.press(preview, button.title);
    const question = messages.at(-1)!;
    const [second] = await seller.say("Lantern");
    await seller.press(second, button.confirm);
    const { note } = await seller.press(question, button.back);
    assert.deepEqual([note.text, note.alert], [sell.listedAlready, true]);
    assert.deepEqual(labels(await seller.now(question)), []);
  });
  await t.step("/help shows operators their commands", async () => {
    const operator = talk(
      shop,
      await createPerson(shop.telegram.control, { id: OPERATOR, firstName: "Op" }),
    );
    assert.deepEqual(texts(await operator.say("/help")), [
      plain(`${en.help}\n\n${en.helpOperator}`),
    ]);
    assert.deepEqual(texts(await seller.say("/help")), [plain(en.help)]);
  });
}

async function pressDescription(seller: Talk): Promise<void> {
  const [card] = await seller.say("/my");
  const { messages: [choice] } = await seller.press(card, button.edit);
  await seller.press(choice, button.description);
}

async function descriptionOf(shop: Shop, title: string): Promise<string | null> {
  const { description } = await shop.db.selectFrom("products").select("description")
    .where("title", "=", title).executeTakeFirstOrThrow();
  return description;
}
