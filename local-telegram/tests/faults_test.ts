import assert from "node:assert/strict";
import { GrammyError, HttpError } from "grammy";
import {
  createControlClient,
  type Fault,
  openLocalTelegram,
  type RefusalByName,
  type RefusalName,
  REFUSALS,
} from "../src/mod.ts";
import { apiOf, refusalOf } from "./support/api.ts";

const USER = 7;

async function openWithFault(fault: Fault) {
  const telegram = await openLocalTelegram();
  await telegram.control.sendText(USER, "/start");
  const faultId = await telegram.control.injectFault(fault);
  const { control } = telegram;
  const send = () => apiOf(telegram).sendMessage(USER, "hello");
  const sent = async () =>
    (await control.transcript(USER)).messages.filter(({ from }) => from === "bot").length;
  return {
    control,
    faultId,
    send,
    sent,
    [Symbol.asyncDispose]: () => telegram[Symbol.asyncDispose](),
  };
}

interface Dropped {
  readonly name: "before" | "after";
  readonly sent: number;
}

Deno.test.each<Dropped>([
  { name: "before", sent: 0 },
  { name: "after", sent: 1 },
])("injectFault() drops the connection $name the call", async ({ name, sent }) => {
  await using world = await openWithFault({ dropConnection: name });
  await assert.rejects(world.send(), HttpError);
  assert.equal(await world.sent(), sent);
  assert.equal((await world.control.calls())[0]?.status, 0);
});

Deno.test("injectFault() answers with HTML, as a proxy does", async () => {
  await using world = await openWithFault({ htmlBody: "<h1>502</h1>" });
  await assert.rejects(world.send(), HttpError);
  assert.equal(await world.sent(), 0);
});

Deno.test("injectFault() sends retry_after in body and header", async () => {
  await using telegram = await openLocalTelegram();
  await telegram.control.injectFault({
    code: 429,
    description: "Too Many Requests",
    retryAfter: 7,
  });
  const response = await fetch(`${telegram.url}/bot${telegram.token}/getMe`);
  assert.equal(response.headers.get("retry-after"), "7");
  assert.deepEqual(await response.json(), {
    ok: false,
    error_code: 429,
    description: "Too Many Requests",
    parameters: { retry_after: 7 },
  });
});

Deno.test("injectFault() repeats a 429 in its chat until retry_after has passed", async () => {
  await using telegram = await openLocalTelegram({ now: () => 1_700_000_000_000 });
  const { control } = telegram;
  const send = (chatId: number) => refusalOf(apiOf(telegram).sendMessage(chatId, "x"));
  for (const user of [USER, 8]) await control.sendText(user, "/start");
  const refusal = { code: 429, description: "Too Many Requests: retry after 7", retryAfter: 7 };
  const fault = await control.injectFault({ ...refusal, method: "sendMessage" });
  assert.equal(await send(USER), "429 Too Many Requests: retry after 7");
  await control.advanceClock(6999);
  assert.equal(await send(USER), "429 Too Many Requests: retry after 1");
  assert.equal(await send(8), "not refused");
  await control.advanceClock(1);
  assert.equal(await send(USER), "not refused");
  assert.equal(await control.faultHits(fault), 1, "a call that comes too early is not a hit");
});

Deno.test("injectFault() drops a new connection, so that no HTTP client repeats the request", async () => {
  await using telegram = await openLocalTelegram();
  const { control } = telegram;
  await control.sendText(USER, "/start");
  const api = apiOf(telegram);
  await api.getMe();
  const fault = await control.injectFault({ method: "sendMessage", dropConnection: "after" });
  await assert.rejects(api.sendMessage(USER, "hello"), HttpError);
  assert.equal(await control.faultHits(fault), 1);
  const calls = await control.calls({ method: "sendMessage" });
  assert.deepEqual(calls.map(({ status }) => status), [0]);
});

Deno.test("injectFault() holds a call until it is released", async () => {
  await using world = await openWithFault({ method: "sendMessage", hold: true });
  let isDone = false;
  const sending = world.send().then(() => isDone = true);
  await world.control.waitForFault(world.faultId);
  assert.equal(await world.sent(), 0);
  assert.equal(isDone, false);
  await world.control.releaseFault(world.faultId);
  await sending;
  assert.equal(await world.sent(), 1);
});

Deno.test("injectFault() can hit every call, and clearFaults() ends that", async () => {
  await using world = await openWithFault({ code: 500, description: "x", times: "always" });
  for (let n = 0; n < 3; n++) await assert.rejects(world.send(), GrammyError);
  await world.control.clearFaults();
  await world.send();
  assert.equal(await world.control.faultHits(world.faultId), 3);
});

Deno.test("setFloodModel() allows one message per second in a chat", async () => {
  await using telegram = await openLocalTelegram({ now: () => 1_700_000_000_000 });
  const { control } = telegram;
  const api = apiOf(telegram);
  await control.sendText(USER, "/start");
  await control.sendText(8, "/start");
  await control.setFloodModel("one_per_second");
  const send = (chatId: number) => refusalOf(api.sendMessage(chatId, "x"));
  assert.equal(await send(USER), "not refused");
  assert.equal(await send(USER), "429 Too Many Requests: retry after 1");
  assert.equal(await send(8), "not refused");
  await control.advanceClock(1000);
  assert.equal(await send(USER), "not refused");
});

Deno.test("injectFault() plays each refusal by its name, in Telegram's words", async () => {
  await using telegram = await openLocalTelegram();
  const { control } = telegram;
  await control.sendText(USER, "/start");
  const client = createControlClient(telegram.url);
  const api = apiOf(telegram);
  for (const [name, said] of Object.entries(REFUSALS)) {
    const fault = await client.injectFault({ method: "sendMessage", refusal: name as RefusalName });
    await assert.rejects(api.sendMessage(USER, "x"), (error) => {
      assert.ok(error instanceof GrammyError);
      const { code, description, migrateToChatId }: RefusalByName = said;
      assert.deepEqual([error.error_code, error.description], [code, description]);
      assert.equal(error.parameters.migrate_to_chat_id, migrateToChatId);
      return true;
    });
    assert.equal(await control.faultHits(fault), 1);
  }
  await api.sendMessage(USER, "x");
});
