import assert from "node:assert/strict";
import type { Api } from "grammy";
import type { Update } from "grammy/types";
import { sql } from "kysely";
import { holdLock, untilWaitingForLock } from "../../devkit/testing/locks.ts";
import { openPostgresProxy } from "../../devkit/testing/postgres_proxy.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";
import { openDatabase } from "../../src/postgres/mod.ts";
import { Inbox, openLeftovers, openPolling } from "../../src/telegram/mod.ts";

const BOT = 1;

/** A database, a local Telegram, and work that ends when the test says so. */
async function openParts() {
  await using stack = new AsyncDisposableStack();
  const unit = stack.use(await openUnit({ db: "migrated", telegram: true }));
  const { db, url, api, telegram: { control } } = unit;
  const seen: number[] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const handleUpdate = async ({ update_id }: Update, stopped?: AbortSignal) => {
    seen.push(update_id);
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    stopped?.addEventListener("abort", () => gate.reject(new Error("stopped")));
    await gate.promise;
  };
  const parts = stack.move();
  return {
    ...{ db, url, api, control, seen, gates, handleUpdate },
    /** The ids of the updates that Telegram holds. This confirms nothing. */
    pending: async () => (await api.getUpdates({ timeout: 0 })).map(({ update_id }) => update_id),
    rows: async () => {
      const all = await db.selectFrom("update_inbox").select("update_id").orderBy("update_id")
        .execute();
      return all.map(({ update_id }) => update_id);
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

type Parts = Awaited<ReturnType<typeof openParts>>;

async function send({ control }: Parts, user: number): Promise<number> {
  return (await control.sendText(user, "hello")).updateIds[0]!;
}

/** The offsets of all `getUpdates` from now on. */
function offsetsOf(api: Api): readonly number[] {
  const offsets: number[] = [];
  api.config.use((call, method, payload, signal) => {
    if (method === "getUpdates") offsets.push((payload as { readonly offset: number }).offset);
    return call(method, payload, signal);
  });
  return offsets;
}

Deno.test("a request waits at Telegram while updates are handled, and these are kept in the inbox", async () => {
  await using parts = await openParts();
  const { db, api, control, seen, gates, handleUpdate } = parts;
  {
    await using inbox = new Inbox(db, BOT);
    await using _polling = openPolling({ api, handleUpdate, inbox });
    const ids = [];
    for (const user of [1, 2, 3]) {
      ids.push(await send(parts, user));
      await until("the update taken", () => seen.length === ids.length);
      await until("the inbox", async () => (await parts.rows()).length === ids.length);
    }
    assert.deepEqual(seen, ids);
    const calls = (await control.calls({ method: "getUpdates" })).length;
    assert.ok(calls <= 5, `${calls} calls: none that comes back at once`);
    gates[1]!.resolve();
    await until("its row deleted", async () => (await parts.rows()).length === 2);
    assert.deepEqual(await parts.rows(), [ids[0], ids[2]]);
  }
  assert.deepEqual(await parts.pending(), [], "Telegram has forgotten them");
  assert.deepEqual(await parts.rows(), [1, 3].map((user) => seen[user - 1]), "the stop keeps them");
});

Deno.test("a process takes over what a killed one has left, in its order, before other updates", async () => {
  await using parts = await openParts();
  const { db, api, control, seen, gates, handleUpdate } = parts;
  const killed = new Inbox(db, BOT);
  const updates = [9, 3, 7].map((update_id) => ({ update_id }));
  for (const update of updates) assert.equal(await killed.save([update]), true);
  const others = new Inbox(db, BOT + 1);
  await others.save([{ update_id: 5 }]);

  await using inbox = new Inbox(db, BOT);
  await using _leftovers = await openLeftovers({ inbox, handleUpdate });
  await using _polling = openPolling({ api, handleUpdate, inbox });
  const next = await send(parts, 1);
  await until("all taken", () => gates.length === 4);
  assert.deepEqual(seen, [9, 3, 7, next]);
  for (const gate of gates) gate.resolve();
  await control.waitForIdle();
  await until("only the row of another bot", async () => (await parts.rows()).length === 1);
  assert.deepEqual(await parts.rows(), [5]);
});

Deno.test("a process takes over what another one beside it leaves at its stop", async () => {
  await using parts = await openParts();
  const { db, seen, gates, handleUpdate } = parts;
  await using inbox = new Inbox(db, BOT);
  await using _leftovers = await openLeftovers({ inbox, handleUpdate, everyMs: 20 });
  {
    await using other = new Inbox(db, BOT);
    await other.save([{ update_id: 3 }, { update_id: 4 }]);
    await other.complete({ update_id: 4 });
    assert.deepEqual(seen, [], "it holds them");
  }
  await until("taken over", () => seen.length === 1);
  assert.deepEqual(seen, [3]);
  gates[0]!.reject(new Error("PostgreSQL is away"));
  await until("what has failed is taken over again", () => seen.length === 2);
  gates[1]!.resolve();
  await until("its row deleted", async () => (await parts.rows()).length === 0);
});

Deno.test("saving an update holds back neither its handling nor the next request", async () => {
  await using parts = await openParts();
  const { db, api, seen, gates, handleUpdate } = parts;
  const offsets = offsetsOf(api);
  await using inbox = new Inbox(db, BOT);
  await using _polling = openPolling({ api, handleUpdate, inbox });
  await using lock = await holdLock(db, sql`lock table update_inbox in access exclusive mode`);
  const first = await send(parts, 1);
  await untilWaitingForLock(db);
  await until("it is handled, and not saved", () => gates.length === 1);
  gates[0]!.resolve();
  await until("it is complete, and confirmed, and not saved", () => offsets.at(-1) === first + 1);
  const second = await send(parts, 2);
  await until("the next one is handled", () => gates.length === 2);
  await lock.release();
  await until("it is saved, and confirmed, and not complete", () => offsets.at(-1) === second + 1);
  await until("its row alone", async () => (await parts.rows()).join() === String(second));
  gates[1]!.resolve();
  await until("its row deleted", async () => (await parts.rows()).length === 0);
  assert.deepEqual(seen, [first, second]);
});

Deno.test("updates that an earlier process has left take room in the inbox", async () => {
  await using parts = await openParts();
  const { db, api, control, seen, gates, handleUpdate } = parts;
  const [most, left] = [100, 70];
  await new Inbox(db, BOT).save(
    Array.from({ length: left }, (_, n) => ({ update_id: 1_000_000 + n })),
  );
  const ids: number[] = [];
  for (let user = 1; user <= most; user++) ids.push(await send(parts, user));
  await using inbox = new Inbox(db, BOT);
  await using _leftovers = await openLeftovers({ inbox, handleUpdate });
  await using polling = openPolling({ api, handleUpdate, inbox });
  await until("the inbox full", async () => (await parts.rows()).length === most);
  await until("a rest", () => polling.idleMs() > 50);
  await until("a look for room", () => polling.idleMs() < 50);
  assert.deepEqual([seen.length, inbox.open], [most, most]);
  for (let at = 0; at < left + ids.length; at++) {
    await until("the next one", () => gates.length > at);
    assert.ok(inbox.open <= most, `${inbox.open} at once`);
    gates[at]!.resolve();
  }
  await control.waitForIdle();
  await until("no row", async () => (await parts.rows()).length === 0);
  assert.deepEqual(seen.slice(left), ids, "each once");
  assert.equal(inbox.open, 0, "nothing is kept of them");
});

Deno.test("an update that is complete when the last rows have just been deleted leaves none", async () => {
  await using parts = await openParts();
  const turns = 30;
  let next = 1;
  // Each deletion is followed by the next update, one turn later than the one before.
  const followUp = async (turn: number) => {
    for (let at = 0; at < turn; at++) await Promise.resolve();
    await inbox.complete({ update_id: turn });
  };
  const ends: Promise<void>[] = [];
  await using db = openDatabase({
    url: parts.url,
    onStatement: (text) => {
      if (text.startsWith("delete") && next <= turns) ends.push(followUp(next++));
    },
  });
  await using inbox = new Inbox(db, BOT);
  await inbox.save(Array.from({ length: turns + 1 }, (_, update_id) => ({ update_id })));
  await inbox.complete({ update_id: 0 });
  await until("no row", async () => (await parts.rows()).length === 0);
  await Promise.all(ends);
});

Deno.test("a full inbox takes no more updates until one of them is complete", async () => {
  await using parts = await openParts();
  const { db, api, control, seen, gates, handleUpdate } = parts;
  const most = 100;
  const ids: number[] = [];
  for (let user = 1; user <= most + 5; user++) ids.push(await send(parts, user));
  await using inbox = new Inbox(db, BOT);
  await using polling = openPolling({ api, handleUpdate, inbox });
  await until("the inbox full", async () => (await parts.rows()).length === most);
  const calls = async () => (await control.calls({ method: "getUpdates" })).length;
  const before = await calls();
  await until("a rest", () => polling.idleMs() > 50);
  await until("a look for room, which is no silence", () => polling.idleMs() < 50);
  assert.deepEqual(seen, ids.slice(0, most));
  assert.equal(await calls(), before, "no more asked for");
  for (let at = 0; at < ids.length; at++) {
    await until("the next one", () => gates.length > at);
    gates[at]!.resolve();
  }
  await control.waitForIdle();
  assert.deepEqual(seen, ids, "each once");
});

Deno.test("without PostgreSQL, only what is complete is confirmed to Telegram", async () => {
  await using parts = await openParts();
  const { api, seen, gates, handleUpdate } = parts;
  await using proxy = await openPostgresProxy(parts.url);
  await using db = openDatabase({ url: proxy.url, maxConnections: 1 });
  const ids: number[] = [];
  {
    await using inbox = new Inbox(db, BOT);
    await using _polling = openPolling({ api, handleUpdate, inbox });
    const offsets = offsetsOf(api);
    ids.push(await send(parts, 1));
    await until("it is saved, and confirmed", () => offsets.at(-1) === ids[0]! + 1);
    await proxy.down();
    ids.push(await send(parts, 2), await send(parts, 3));
    await until("all taken", () => seen.length === 3);
    gates[2]!.resolve();
  }
  assert.deepEqual(await parts.pending(), ids.slice(1), "Telegram still has what is not saved");
  assert.deepEqual(await parts.rows(), ids.slice(0, 1));
});

Deno.test("once PostgreSQL is back, what failed is taken over, and what is complete has no row", async () => {
  await using parts = await openParts();
  await using proxy = await openPostgresProxy(parts.url);
  await using db = openDatabase({ url: proxy.url, maxConnections: 1 });
  await using inbox = new Inbox(db, BOT);
  const [complete, failed] = [{ update_id: 4 }, { update_id: 5 }];
  await inbox.save([complete, failed]);
  await proxy.down();
  await inbox.complete(complete);
  await inbox.failed(failed);
  await proxy.up();
  assert.deepEqual(await inbox.take("released"), [failed]);
  assert.deepEqual(await parts.rows(), [failed.update_id]);
});
