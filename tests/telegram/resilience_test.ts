import assert from "node:assert/strict";
import { sql } from "kysely";
import type { Fault } from "@vitrine/local-telegram";
import { LANGUAGES, LOCALES } from "../../src/telegram/locales/mod.ts";
import { openShop, type Shop } from "../../devkit/testing/shop.ts";
import { until } from "../../devkit/testing/until.ts";
import {
  listProduct,
  plain,
  sellUpTo,
  smallPhoto,
  stranger,
  texts,
} from "../../devkit/testing/bot.ts";

const { en } = LOCALES;
const TITLE = plain([en.sell.step(2, 4), en.sell.title, en.sell.morePhotos].join("\n"));

/** How the answer to a photo fails at first, and how often the user sees it at the end. */
const FAULTS: { name: string; fault: Fault; seen: number; statuses: number[] }[] = [
  {
    name: "429",
    fault: { code: 429, description: "Too Many Requests: retry after 1", retryAfter: 1 },
    seen: 1,
    statuses: [429, 200],
  },
  {
    name: "502 with a page of HTML",
    fault: { htmlBody: "<html><h1>502 Bad Gateway</h1></html>" },
    seen: 1,
    statuses: [502, 200],
  },
  {
    name: "a connection that drops before the call acts",
    fault: { dropConnection: "before" },
    seen: 1,
    statuses: [0, 200],
  },
  {
    name: "a connection that drops after the call acted",
    fault: { dropConnection: "after" },
    seen: 2,
    statuses: [0, 200],
  },
];

Deno.test("an answer that Telegram refuses at first comes later, and the sale advances once", async (t) => {
  await using shop = await openShop();
  const { control } = shop.telegram;
  for (const { name, fault, seen, statuses } of FAULTS) {
    await t.step(name, async () => {
      const user = await stranger(shop);
      await sellUpTo(user, "photo");
      const sinceId = (await control.calls()).at(-1)!.id;
      await control.injectFault({ ...fault, method: "sendMessage" });
      const answers = texts(await user.photo(await smallPhoto()));
      assert.deepEqual(answers, Array(seen).fill(TITLE));
      const calls = await control.calls({ sinceId, method: "sendMessage" });
      assert.deepEqual(calls.map(({ status }) => status), statuses);
      assert.equal((await user.dialogue())?.step, "title");
    });
  }
});

/** How the download of a file fails at first. */
const FILE_FAULTS: { name: string; fault: Fault }[] = [
  { name: "500 of the file host", fault: { method: "file", code: 500 } },
  { name: "503 with HTML of the file host", fault: { method: "file", code: 503, htmlBody: "<p>" } },
  { name: "429 that names no time", fault: { method: "getFile", code: 429, description: "Later" } },
  {
    name: "a file that is not at hand",
    fault: {
      method: "getFile",
      code: 400,
      description: "Bad Request: wrong file_id or the file is temporarily unavailable",
    },
  },
];

Deno.test("a file that does not come at once is taken, and its seller need not send it again", async (t) => {
  await using shop = await openShop();
  for (const { name, fault } of FILE_FAULTS) {
    await t.step(name, async () => {
      const user = await stranger(shop);
      await sellUpTo(user, "photo");
      const hit = await shop.telegram.control.injectFault(fault);
      const answers = texts(await user.document(await smallPhoto()));
      assert.equal(await shop.telegram.control.faultHits(hit), 1);
      assert.equal(answers.at(-1), TITLE);
      assert.equal((await user.dialogue())?.step, "title");
    });
  }
});

Deno.test("when Telegram stays away, the bot tries to apologise and takes the next message", async () => {
  await using shop = await openShop();
  const { control } = shop.telegram;
  const user = await stranger(shop);
  const fault = await control.injectFault({
    method: "sendMessage",
    htmlBody: "<html></html>",
    times: 4,
  });
  assert.deepEqual(
    texts(await user.say("/help")),
    [en.failed],
    "at the fifth attempt, the apology",
  );
  assert.equal(await control.faultHits(fault), 4);
  assert.deepEqual(texts(await user.say("/help")), [plain(en.help)]);
});

Deno.test("a user who blocked the bot does not keep others from their answers", async () => {
  await using shop = await openShop();
  const { control } = shop.telegram;
  const gone = await stranger(shop);
  const hold = await control.injectFault({ method: "sendMessage", hold: true });
  const act = await control.sendText(gone.person.user.id, "/help");
  await control.block(gone.person.user.id);
  await control.releaseFault(hold);
  assert.deepEqual(await gone.after(act), []);
  const other = await stranger(shop);
  assert.deepEqual(texts(await other.say("/help")), [plain(en.help)]);
});

Deno.test("messages that come faster than answers are handled in their order", async () => {
  await using shop = await openShop();
  const { control } = shop.telegram;
  const users = await Promise.all([1, 2, 3].map(() => stranger(shop)));
  for (const { person: { user: { id } } } of users) {
    await control.sendText(id, "/sell");
    await control.sendPhoto(id, await smallPhoto());
    for (const text of [`Lamp of ${id}`, "A fine one.", "5"]) await control.sendText(id, text);
  }
  await control.waitForIdle();
  for (const { person: { user: { id } } } of users) {
    const { messages } = await control.transcript(id);
    const preview = messages.at(-1)!;
    assert.ok(preview.text.startsWith(`Lamp of ${id}\n€5.00\n\nA fine one.`), preview.text);
  }
});

/** Cuts the shop's connections to PostgreSQL, or only those that wait for a lock. */
async function cut(shop: Shop, waiting: boolean): Promise<number> {
  const which = waiting ? sql`wait_event_type = 'Lock'` : sql`true`;
  const { rows } = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
      and application_name = 'vitrine' and ${which}
  `.execute(shop.db);
  return rows.length;
}

Deno.test("an update whose connection to PostgreSQL breaks is handled when PostgreSQL is back", async () => {
  await using shop = await openShop();
  const user = await stranger(shop);
  await sellUpTo(user, "title");
  const { control } = shop.telegram;
  const { id } = user.person.user;
  const act = await shop.db.transaction().execute(async (tx) => {
    await tx.selectFrom("dialogues").select("state").where("user_id", "=", id).forUpdate()
      .execute();
    const act = await control.sendText(id, "Lamp");
    const stands = "its transaction at the lock that is held here";
    await until(stands, async () => await cut(shop, true) > 0);
    return act;
  });
  const question = plain(`${en.sell.step(3, 4)}\n${en.sell.description}`);
  assert.deepEqual(texts(await user.after(act)), [question]);
  await cut(shop, false);
  const [next] = await user.say("A fine one.");
  assert.ok(next?.text.startsWith("Step 4 of 4"), "idle connections are replaced");
});

Deno.test("the menu is published in each language, and the shop opens even if that fails", async () => {
  await using shop = await openShop();
  const { control } = shop.telegram;
  const menuOf = async (languageCode: string) => {
    const user = await stranger(shop, languageCode);
    return Object.fromEntries(
      (await control.menu(user.person.user.id)).map(({ command, description }) =>
        [command, description] as const
      ),
    );
  };
  for (const language of LANGUAGES) {
    assert.deepEqual(await menuOf(language), LOCALES[language].commands);
  }
  assert.deepEqual(await menuOf("xx"), en.commands);
  const [{ description } = { description: "" }] = await control.bots();
  assert.equal(description, en.intro);
  await control.injectFault({ method: "getMyCommands", code: 429, retryAfter: 3600 });
  await shop.restart();
  const user = await stranger(shop);
  assert.deepEqual(texts(await user.say("/help")), [plain(en.help)]);
});

Deno.test("a new message replaces one that can no longer be edited", async () => {
  await using shop = await openShop();
  const seller = await stranger(shop);
  await listProduct(seller);
  const [card] = await seller.say("/my");
  const { control } = shop.telegram;
  const description = "Bad Request: message can't be edited";
  await control.injectFault({ method: "editMessageReplyMarkup", code: 400, description });
  const { note } = await seller.press(card, en.button.withdraw);
  assert.equal(note.text, en.edit.withdrawAsk);
  await control.injectFault({ method: "editMessageMedia", code: 400, description });
  const { messages: [fresh] } = await seller.forge(card, `m:b:${card!.text.match(/TBF-\w+/)![0]}`);
  assert.notEqual(fresh?.messageId, card?.messageId);
  assert.equal(fresh?.text, card?.text);
});
