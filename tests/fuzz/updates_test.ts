import assert from "node:assert/strict";
import { claimPort } from "../../devkit/own_port.ts";
import fc from "fast-check";
import { Bot } from "grammy";
import type { Update, UserFromGetMe } from "grammy/types";
import { openShop } from "../../devkit/testing/shop.ts";
import { createUpdateHandler, type ShopContext } from "../../src/telegram/mod.ts";
import { LIMITS } from "../../src/telegram/limits.ts";
import { UNLIMITED } from "../../src/telegram/updates/rate_limit.ts";
import { anyCharacter } from "../../devkit/testing/any_character.ts";
import { fuzz } from "../../devkit/testing/fuzz.ts";

const SECRET = "fuzzing-the-webhook-1";
/** Each input goes over HTTP through the whole shop. */
const BODIES = 600;

const text = fc.oneof(
  fc.constantFrom(
    "/start",
    "/start TBF-1",
    "/sell",
    "/my",
    "/list",
    "/cancel",
    "12 €",
    "\0",
    "\ud800",
    "x".repeat(5000),
  ),
  fc.string({ unit: anyCharacter }),
);
const user = fc.record({
  id: fc.constantFrom(101, 202, 303, -1, 0),
  is_bot: fc.boolean(),
  first_name: text,
  language_code: fc.constantFrom("en", "fr", "xx", ""),
}, { requiredKeys: ["id"] });
const chat = fc.record({
  id: fc.constantFrom(101, 202, 303, -100),
  type: fc.constantFrom("private", "group", "channel"),
});
const picture = fc.record({
  file_id: text,
  file_unique_id: text,
  width: fc.integer(),
  height: fc.integer(),
  file_size: fc.integer(),
  mime_type: text,
}, { requiredKeys: ["file_id"] });
const message = fc.record({
  message_id: fc.nat(),
  date: fc.nat(),
  chat,
  from: user,
  text,
  caption: text,
  photo: fc.array(picture, { maxLength: 3 }),
  document: picture,
  media_group_id: text,
}, { requiredKeys: ["message_id", "date", "chat"] });
const callbackQuery = fc.record({
  id: text,
  from: user,
  chat_instance: text,
  data: fc.oneof(fc.constantFrom("browse", "b:n:TBF-1", "m:w3:TBF-1", "s:ok:x", "lang:fr"), text),
  message,
}, { requiredKeys: ["id", "from", "chat_instance"] });
const inlineQuery = fc.record({ id: text, from: user, query: text, offset: text });

/** An update has one kind. */
const sound = fc.oneof(
  fc.record({ message }),
  fc.record({ edited_message: message }),
  fc.record({ callback_query: callbackQuery }),
  fc.record({ inline_query: inlineQuery }),
  fc.record({ chosen_inline_result: fc.record({ result_id: text, from: user, query: text }) }),
  fc.record({ my_chat_member: fc.jsonValue() }),
);

/** An update that breaks the promises of the Bot API: one place in it has any JSON value. A copy: what is drawn is shared. */
const lie = fc.oneof(fc.constant(null), fc.constantFrom<unknown>("", 0, [], {}), fc.jsonValue());
const broken = fc.tuple(sound, fc.nat(), lie).map(([drawn, at, value]) => {
  const update = structuredClone(drawn);
  const places = placesIn(update);
  const place = places[at % Math.max(1, places.length)];
  if (place !== undefined) Reflect.set(place.holder, place.name, structuredClone(value));
  return update;
});

interface Place {
  readonly holder: object;
  readonly name: string;
}
function placesIn(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap((
    [name, child],
  ) => [{ holder: value, name }, ...placesIn(child)]);
}

/** Gives updates the ids of one bot, in order. A value that is not an update gets none. */
function anyBody(): fc.Arbitrary<string> {
  const update = fc.oneof(sound, broken, fc.dictionary(text, fc.jsonValue()));
  const numbered = fc.tuple(update, fc.integer({ min: 1_000_000, max: 2 ** 31 })).map((
    [fields, update_id],
  ) => JSON.stringify({ ...fields, update_id }));
  const cut = fc.tuple(numbered, fc.nat()).map(([body, at]) => body.slice(0, at % body.length));
  return fc.oneof(
    { weight: 6, arbitrary: numbered },
    { weight: 1, arbitrary: cut },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string({ unit: anyCharacter }) },
  );
}

Deno.test("fuzz: every update gets its turn, whatever it contains", async () => {
  const botInfo = {
    id: 1,
    is_bot: true,
    first_name: "Shop",
    username: "shop_bot",
  } as UserFromGetMe;
  const bot = new Bot<ShopContext>("1:token", { botInfo });
  const limits = { ...LIMITS, ...UNLIMITED };
  const { handle, idle } = createUpdateHandler(bot, { isTransient: () => false, limits });
  let id = 0;
  await fuzz(fc.asyncProperty(fc.oneof(sound, broken), async (fields) => {
    await handle({ ...fields, update_id: ++id } as Update);
  }));
  const noText = { id: { toString: [] } };
  await handle({ update_id: ++id, callback_query: { from: noText } } as unknown as Update);
  await handle({ update_id: ++id, message: { chat: noText } } as unknown as Update);
  await idle();
});

Deno.test("fuzz: the webhook handles or refuses any body, and the shop continues", async () => {
  await using port = await claimPort();
  const url = `http://127.0.0.1:${port.number}/telegram/webhook`;
  await using shop = await openShop({
    as: "process",
    environment: {
      PORT: String(port.number),
      TELEGRAM_WEBHOOK_URL: url,
      TELEGRAM_WEBHOOK_SECRET: SECRET,
    },
  });
  const headers = { "x-telegram-bot-api-secret-token": SECRET };
  const statuses = new Map<number, number>();
  const property = fc.asyncProperty(anyBody(), async (body) => {
    const answer = await fetch(url, { method: "POST", headers, body });
    await answer.body?.cancel();
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    assert.ok([200, 400, 413].includes(answer.status), `${answer.status}`);
  });
  await fuzz(property, { inputs: BODIES });
  assert.ok((statuses.get(200) ?? 0) > BODIES / 3 && (statuses.get(400) ?? 0) > 10);
  assert.match((await shop.buyer.say("/help")).text, /\/sell/);
  assert.equal(await shop.process.stop(), 0);
  const bad = shop.process.log.filter(({ level, message }) =>
    level === "fatal" || /unhandled|uncaught/i.test(message)
  );
  assert.deepEqual(bad, []);
});
