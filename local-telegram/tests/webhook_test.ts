import assert from "node:assert/strict";
import { Bot, webhookCallback } from "grammy";
import { openLocalTelegram } from "../src/mod.ts";
import { apiOf, refusalOf } from "./support/api.ts";

const USER = 7;

/** Opens a web server that receives updates. */
function openReceiver(handler: (request: Request) => Response | Promise<Response>) {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) => handler(request),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/hook`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("setWebhook() delivers to an unmodified grammY bot, with the secret", async () => {
  await using telegram = await openLocalTelegram();
  const bot = new Bot(telegram.token, { client: { apiRoot: telegram.url } });
  bot.on("message:text", (ctx) => ctx.reply(`You said ${ctx.message.text}`));
  const handle = webhookCallback(bot, "std/http", { secretToken: "s3cret" });
  await using receiver = openReceiver(handle);
  await bot.api.setWebhook(receiver.url, { secret_token: "s3cret" });
  const { event } = await telegram.control.sendText(USER, "hello");
  const reply = await telegram.control.nextBotMessage(USER, { after: event });
  assert.equal(reply.text, "You said hello");
  await telegram.control.waitForIdle();
});

Deno.test("setWebhook() repeats a failed update until the bot takes it, and keeps the order of a user", async () => {
  await using telegram = await openLocalTelegram();
  const { control } = telegram;
  const api = apiOf(telegram);
  const seen: string[] = [];
  let failures = 2;
  await using receiver = openReceiver(async (request) => {
    const { message } = await request.json();
    if (failures-- > 0) return new Response("not now", { status: 503 });
    seen.push(message.text);
    return new Response("ok");
  });
  await control.sendText(USER, "one");
  await control.sendText(USER, "two");
  await api.setWebhook(receiver.url);
  await control.waitForIdle();
  assert.deepEqual(seen, ["one", "two"]);
  const info = await api.getWebhookInfo();
  assert.equal(info.pending_update_count, 0);
  assert.match(info.last_error_message ?? "", /^Wrong response from the webhook: 503/);
});

Deno.test("setWebhook() delivers to one user while the update of another fails", async () => {
  await using telegram = await openLocalTelegram();
  const api = apiOf(telegram);
  const taken = Promise.withResolvers<string>();
  await using receiver = openReceiver(async (request) => {
    const { message } = await request.json();
    if (message.from.id === USER) return new Response("no", { status: 500 });
    taken.resolve(message.text);
    return new Response("ok");
  });
  await api.setWebhook(receiver.url);
  await telegram.control.sendText(USER, "stuck");
  await telegram.control.sendText(8, "through");
  assert.equal(await taken.promise, "through");
  await api.deleteWebhook();
  const [pending] = await api.getUpdates();
  assert.equal(pending?.message?.text, "stuck");
});

Deno.test("setWebhook() executes a method in the answer", async () => {
  await using telegram = await openLocalTelegram();
  await using receiver = openReceiver(() =>
    Response.json({ method: "sendMessage", chat_id: USER, text: "by answer" })
  );
  await apiOf(telegram).setWebhook(receiver.url);
  const { event } = await telegram.control.sendText(USER, "hello");
  assert.equal((await telegram.control.nextBotMessage(USER, { after: event })).text, "by answer");
  await telegram.control.waitForIdle();
});

interface Bad {
  readonly name: string;
  readonly url: string;
  readonly refusal: string;
}

Deno.test.each<Bad>([
  {
    name: "a malformed URL",
    url: "nonsense",
    refusal: "400 Bad Request: bad webhook: URL is invalid",
  },
  {
    name: "a URL of another scheme",
    url: "ftp://127.0.0.1/",
    refusal: "400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
  },
])("setWebhook() refuses $name", async ({ url, refusal }) => {
  await using telegram = await openLocalTelegram();
  assert.equal(await refusalOf(apiOf(telegram).setWebhook(url)), refusal);
});

Deno.test("setWebhook() refuses a second webhook within a second", async () => {
  await using telegram = await openLocalTelegram({ now: () => 1_700_000_000_000 });
  const api = apiOf(telegram);
  await api.setWebhook("http://127.0.0.1:9/a");
  await api.setWebhook("http://127.0.0.1:9/a");
  const again = () => refusalOf(api.setWebhook("http://127.0.0.1:9/b"));
  assert.equal(await again(), "429 Too Many Requests: retry after 1");
  await telegram.control.advanceClock(1000);
  assert.equal(await again(), "not refused");
});
