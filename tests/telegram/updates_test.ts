import assert from "node:assert/strict";
import { autoRetry } from "@grammyjs/auto-retry";
import { Bot, GrammyError, HttpError, type MiddlewareFn } from "grammy";
import type { Update, UserFromGetMe } from "grammy/types";
import { createUpdateHandler, type Limits, type ShopContext } from "../../src/telegram/mod.ts";
import { LIMITS } from "../../src/telegram/limits.ts";
import { until } from "../../devkit/testing/until.ts";
import { UNLIMITED } from "../../src/telegram/updates/rate_limit.ts";

const BOT_INFO = { id: 1, is_bot: true, first_name: "Bot", username: "test_bot" } as UserFromGetMe;

class Away extends Error {}

/** A handler of a bot that is controlled by the test. */
function handlerOf(
  middleware: MiddlewareFn<ShopContext>,
  limits: Limits = { ...LIMITS, ...UNLIMITED },
) {
  const client = { apiRoot: "http://127.0.0.1:1" };
  const bot = new Bot<ShopContext>("1:token", { botInfo: BOT_INFO, client });
  bot.use(middleware);
  const isTransient = (error: unknown) => error instanceof Away;
  return createUpdateHandler(bot, { isTransient, limits, firstPauseMs: 1 });
}

function message(update_id: number, chatId: number): Update {
  const chat = { id: chatId, type: "private", first_name: "Pat" } as const;
  const from = { id: chatId, is_bot: false, first_name: "Pat" };
  return {
    update_id,
    message: { message_id: update_id, date: 1, chat, from, text: "hello" },
  } as Update;
}

Deno.test("an update that is delivered again is handled once, also during its first handling", async () => {
  const handled: number[] = [];
  const gate = Promise.withResolvers<void>();
  const { handle } = handlerOf(async ({ update }) => {
    handled.push(update.update_id);
    await gate.promise;
  });
  const deliveries = [handle(message(1, 7)), handle(message(1, 7))];
  gate.resolve();
  await Promise.all(deliveries);
  await handle(message(1, 7));
  assert.deepEqual(handled, [1]);
});

Deno.test("the handler recognises the latest 1000 complete updates", async () => {
  let count = 0;
  const { handle } = handlerOf(() => void count++);
  for (let id = 1; id <= 1001; id++) await handle(message(id, 7));
  await handle(message(1001, 7));
  assert.equal(count, 1001);
  await handle(message(1, 7));
  assert.equal(count, 1002);
});

Deno.test("the handler takes an id of more than two days ago for another update", async () => {
  let [count, nowMs] = [0, 0];
  const { handle } = handlerOf(() => void count++, { ...LIMITS, ...UNLIMITED, now: () => nowMs });
  await handle(message(1, 7));
  nowMs = 47 * 3_600_000;
  await handle(message(1, 7));
  assert.equal(count, 1, "Telegram may deliver it again");
  nowMs = 48 * 3_600_000;
  await handle(message(1, 7));
  assert.equal(count, 2);
});

Deno.test("updates of one chat are handled in order, updates of different chats at the same time", async () => {
  const log: string[] = [];
  const gates = new Map([[1, Promise.withResolvers<void>()]]);
  const { handle, idle } = handlerOf(async ({ update, chat }) => {
    log.push(`${chat!.id} begins ${update.update_id}`);
    await gates.get(update.update_id)?.promise;
    log.push(`${chat!.id} ends ${update.update_id}`);
  });
  const first = [handle(message(1, 7)), handle(message(2, 7))];
  await handle(message(3, 8));
  assert.deepEqual(log, ["7 begins 1", "8 begins 3", "8 ends 3"]);
  gates.get(1)!.resolve();
  await idle();
  await Promise.all(first);
  assert.deepEqual(log.slice(3), ["7 ends 1", "7 begins 2", "7 ends 2"]);
});

Deno.test("while PostgreSQL is away an update waits, and no later one of its chat overtakes it", async () => {
  const log: number[] = [];
  let failures = 6;
  const { handle } = handlerOf(({ update }) => {
    if (update.update_id === 1 && failures-- > 0) throw new Away("away");
    log.push(update.update_id);
  });
  const { signal } = new AbortController();
  await Promise.all([1, 2, 3].map((id) => handle(message(id, 7), signal)));
  assert.deepEqual(log, [1, 2, 3]);
});

Deno.test("an update that cannot be handled rejects together with the next ones of its chat, and all are handled when they come again", async () => {
  const log: number[] = [];
  let isAway = true;
  const { handle } = handlerOf(({ update }) => {
    if (isAway) throw new Away("away");
    log.push(update.update_id);
  });
  const deliveries = [1, 2].map((id) => handle(message(id, 7)));
  for (const delivery of deliveries) await assert.rejects(delivery, Away);
  isAway = false;
  for (const id of [1, 2]) await handle(message(id, 7));
  assert.deepEqual(log, [1, 2]);
});

Deno.test.each<{ name: string; error: () => Error }>([
  { name: "PostgreSQL", error: () => new Away("away") },
  { name: "Telegram", error: () => new HttpError("away", new Error("reset")) },
])(
  "an update that waits for $name when the process is told to stop is left to the next process",
  async ({ error }) => {
    const stopped = new AbortController();
    const thrown = error();
    let attempts = 0;
    const { handle, idle } = handlerOf(() => {
      attempts++;
      stopped.abort();
      throw thrown;
    });
    const failure = await handle(message(1, 7), stopped.signal).catch((reason) => reason);
    assert.equal(failure, thrown, "the log says what it waited for");
    assert.equal(attempts, 1);
    await idle();
  },
);

Deno.test("an update that waits for its turn at the stop is still handled", async () => {
  const stopped = new AbortController();
  const handled: number[] = [];
  const { handle } = handlerOf(({ update }) => {
    handled.push(update.update_id);
    stopped.abort();
  });
  await Promise.all([1, 2].map((id) => handle(message(id, 7), stopped.signal)));
  assert.deepEqual(handled, [1, 2]);
});

Deno.test("an update that waits for PostgreSQL is tried more often than one that waits for Telegram", async () => {
  let failures = 6;
  const { handle } = handlerOf(() => {
    if (failures-- > 0) throw new Away("away");
  });
  await handle(message(1, 7), new AbortController().signal);
  assert.equal(failures, -1);
});

Deno.test("end() aborts the waiting call, and leaves its update to the next process", async () => {
  const begun = Promise.withResolvers<void>();
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    begun.resolve();
    const parameters = { retry_after: 3600 };
    const refusal = { ok: false, error_code: 429, description: "Too Many Requests", parameters };
    return Response.json(refusal);
  });
  const apiRoot = `http://127.0.0.1:${server.addr.port}`;
  const client = { apiRoot };
  const bot = new Bot<ShopContext>("1:token", { botInfo: BOT_INFO, client });
  bot.api.config.use(autoRetry());
  bot.use(async (ctx) => void await ctx.reply("hello"));
  const limits = { ...LIMITS, ...UNLIMITED };
  const { handle, end } = createUpdateHandler(bot, { isTransient: () => false, limits });
  const left = assert.rejects(handle(message(1, 7)));
  await begun.promise;
  await end();
  await left;
});

const payload = { ok: false as const, description: "" };

Deno.test.each<{ name: string; error: () => Error; tries: number }>([
  { name: "a network error", error: () => new HttpError("down", new Error("reset")), tries: 4 },
  {
    name: "a user who blocked us",
    error: () => new GrammyError("no", { ...payload, error_code: 403 }, "sendMessage", {}),
    tries: 1,
  },
  {
    name: "a refused request",
    error: () => new GrammyError("no", { ...payload, error_code: 400 }, "sendMessage", {}),
    tries: 1,
  },
  { name: "a bug", error: () => new TypeError("undefined is no object"), tries: 1 },
])("$name does not block the chat; the update is tried $tries times", async ({ error, tries }) => {
  const log: number[] = [];
  const middleware: MiddlewareFn<ShopContext> = ({ update }) => {
    log.push(update.update_id);
    if (update.update_id === 1) throw error();
  };
  const { handle } = handlerOf(middleware);
  const deliveries = [message(1, 7), message(2, 7)];
  await Promise.all(deliveries.map((update) => handle(update)));
  assert.deepEqual(log, [...Array(tries).fill(1), 2]);
  const { handle: handlePolled } = handlerOf(middleware);
  await Promise.all(deliveries.map((each) => handlePolled(each, new AbortController().signal)));
  assert.deepEqual(log.slice(tries + 1), [...Array(tries).fill(1), 2], "by polling too");
});

Deno.test("an update without chat and user is handled too", async () => {
  const handled: number[] = [];
  const { handle } = handlerOf(({ update }) => void handled.push(update.update_id));
  await handle({ update_id: 1 });
  await handle({ update_id: 2, poll: {} } as Update);
  assert.deepEqual(handled, [1, 2]);
});

/** A handler of a bot that holds each update of one chat. It records the admitted updates. */
function limitedHandler(limits: Partial<Limits>) {
  const handled: number[] = [];
  const gate = Promise.withResolvers<void>();
  const middleware: MiddlewareFn<ShopContext> = async ({ update, chat }) => {
    handled.push(update.update_id);
    if (chat?.id === SLOW) await gate.promise;
  };
  const { handle } = handlerOf(middleware, { ...LIMITS, ...limits, now: () => 0 });
  return { handle, handled, open: () => gate.resolve() };
}

/** A user whose updates take long. */
const SLOW = 7;

Deno.test("a user with a hundred slow updates delays nobody else", async () => {
  const { handle, handled, open } = limitedHandler({ burst: 1000, waiting: 20 });
  const slow = Array.from({ length: 130 }, (_, n) => handle(message(n + 1, SLOW)));
  await handle(message(500, 8));
  // Refused updates are complete while the first one is still being handled.
  await Promise.all(slow.slice(20));
  assert.deepEqual(handled, [1, 500]);
  open();
  await Promise.all(slow);
  assert.deepEqual(handled, [1, 500, ...Array.from({ length: 19 }, (_, n) => n + 2)]);
});

Deno.test("an update counts when it comes, not when its turn comes", async () => {
  const { handle, handled, open } = limitedHandler({ burst: 5, perSecond: 0, waiting: 100 });
  const slow = Array.from({ length: 20 }, (_, n) => handle(message(n + 1, SLOW)));
  open();
  await Promise.all(slow);
  assert.deepEqual(handled, [1, 2, 3, 4, 5]);
});

Deno.test("each update counts, in whatever order their ids come", async () => {
  const { handle, handled } = limitedHandler({ burst: 5, perSecond: 0 });
  for (const id of [99, ...Array.from({ length: 98 }, (_, n) => n + 1)]) {
    await handle(message(id, 8));
  }
  assert.deepEqual(handled, [99, 1, 2, 3, 4]);
});

Deno.test("an update that was admitted once is admitted again when it is delivered again", async () => {
  let isAway = true;
  const handled: number[] = [];
  const { handle } = handlerOf(({ update }) => {
    if (isAway) throw new Away("away");
    handled.push(update.update_id);
  }, { ...LIMITS, burst: 2, perSecond: 0, now: () => 0 });
  for (const id of [1, 2]) await assert.rejects(handle(message(id, 7)), Away);
  isAway = false;
  for (const id of [1, 2, 3]) await handle(message(id, 7));
  assert.deepEqual(handled, [1, 2]);
});

Deno.test("oldestMs() is the age of the oldest update that is not complete", async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { handle, oldestMs } = handlerOf(({ update }) => gates[update.update_id]!.promise);
  assert.equal(oldestMs(), 0);
  const first = handle(message(0, 7));
  await until("some age", () => oldestMs() > 50);
  const second = handle(message(1, 8));
  assert.ok(oldestMs() > 50, "the second one is younger");
  gates[0]!.resolve();
  await first;
  gates[1]!.resolve();
  await second;
  assert.equal(oldestMs(), 0);
});
