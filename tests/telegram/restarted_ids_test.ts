import assert from "node:assert/strict";
import { Api } from "grammy";
import { openLocalTelegram } from "@vitrine/local-telegram";
import { hearLog } from "../../devkit/testing/heard_log.ts";
import { until } from "../../devkit/testing/until.ts";
import { openPolling } from "../../src/telegram/mod.ts";

async function openParts() {
  await using stack = new AsyncDisposableStack();
  const log = stack.use(await hearLog());
  const telegram = stack.use(await openLocalTelegram());
  const api = new Api(telegram.token, { apiRoot: telegram.url });
  const seen: number[] = [];
  const parts = stack.move();
  return {
    log,
    control: telegram.control,
    api,
    seen,
    handleUpdate: ({ update_id }: { readonly update_id: number }) =>
      Promise.resolve(void seen.push(update_id)),
    calls: async () => (await telegram.control.calls({ method: "getUpdates" })).length,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

Deno.test.each<{ name: string; next: number }>([
  { name: "5,000,000 lower", next: 1_000_000 },
  { name: "higher", next: 16_000_000 },
])("openPolling() goes on when Telegram starts its ids anew: $name", async ({ next }) => {
  await using parts = await openParts();
  const { control, seen } = parts;
  await control.setNextUpdateId(6_000_000);
  await using _polling = openPolling(parts);
  await control.sendText(1, "before");
  await control.waitForIdle();
  await control.setNextUpdateId(next);
  for (const text of ["one", "two", "three", "four"]) {
    await control.sendText(1, text);
    await control.waitForIdle();
  }
  assert.deepEqual(seen, [6_000_000, next, next + 1, next + 2, next + 3]);
  assert.ok(await parts.calls() < 30, "no tight loop");
  const restarts = parts.log.of("update_ids_restarted");
  assert.equal(restarts.length, next < 6_000_000 ? 1 : 0);
});

Deno.test("openPolling() takes the next update under an id of before, as soon as that is confirmed", async () => {
  await using parts = await openParts();
  const { control, seen } = parts;
  await using _polling = openPolling(parts);
  for (const id of [7, 1_000_007, 7, 1_000_007]) {
    await control.setNextUpdateId(id);
    await control.sendText(1, "hello");
    await control.waitForIdle();
  }
  assert.deepEqual(seen, [7, 1_000_007, 7, 1_000_007]);
});

Deno.test("openPolling() confirms nothing of a new count before it is complete", async () => {
  await using parts = await openParts();
  const { control, api } = parts;
  await control.setNextUpdateId(6_000_000);
  const begun = Promise.withResolvers<void>();
  const handleUpdate = ({ update_id }: { update_id: number }, stopped?: AbortSignal) => {
    if (update_id !== 3) return Promise.resolve();
    begun.resolve();
    return new Promise<void>((_, reject) =>
      stopped!.addEventListener("abort", () => reject(new Error("stopped")))
    );
  };
  {
    await using _polling = openPolling({ api, handleUpdate });
    await control.sendText(1, "before");
    await control.waitForIdle();
    await control.setNextUpdateId(3);
    await control.sendText(1, "hangs");
    await control.sendText(2, "is complete");
    await begun.promise;
  }
  const left = await api.getUpdates({ timeout: 0 });
  assert.deepEqual(left.map(({ update_id }) => update_id), [3, 4]);
});

/** A Bot API, or a proxy before it, that gives the same answer at once, whatever it is asked. */
function openStubborn(result: readonly object[]) {
  const askedAtMs: number[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    askedAtMs.push(performance.now());
    return Response.json({ ok: true, result });
  });
  const api = new Api("1:token", { apiRoot: `http://127.0.0.1:${server.addr.port}` });
  return { askedAtMs, api, [Symbol.asyncDispose]: () => server.shutdown() };
}

Deno.test.each<{ name: string; result: readonly object[] }>([
  { name: "nothing", result: [] },
  { name: "the same updates", result: [{ update_id: 5 }, { update_id: 6 }] },
])("openPolling() does not loop tightly when the answer is always $name", async ({ result }) => {
  await using log = await hearLog();
  await using telegram = openStubborn(result);
  {
    const handleUpdate = () => Promise.resolve();
    await using _polling = openPolling({ api: telegram.api, handleUpdate });
    await until("six rounds", () => telegram.askedAtMs.length >= 6);
  }
  const [, , third = 0, , , sixth = 0] = telegram.askedAtMs;
  assert.ok(sixth - third >= 200 + 400 + 800 - 50, "each pause is twice the one before");
  assert.equal(log.of("polling_fruitless").length, 1, "said once");
});

Deno.test("openPolling() handles an update that failed again, and does not loop tightly", async () => {
  await using parts = await openParts();
  const { control, api, log } = parts;
  let attempts = 0;
  const handleUpdate = () => ++attempts < 4 ? Promise.reject(new Error("no")) : Promise.resolve();
  await using _polling = openPolling({ api, handleUpdate });
  await control.sendText(1, "hello");
  await control.waitForIdle();
  assert.equal(attempts, 4);
  assert.equal(log.of("polling_fruitless").length, 1);
});
