import assert from "node:assert/strict";
import { Api } from "grammy";
import { type Fault, openLocalTelegram } from "@vitrine/local-telegram";
import type { HandleUpdate } from "../../src/telegram/updates/update_handler.ts";
import { until } from "../../devkit/testing/until.ts";
import { openPolling } from "../../src/telegram/mod.ts";

async function openParts() {
  const telegram = await openLocalTelegram();
  const api = new Api(telegram.token, { apiRoot: telegram.url });
  return {
    control: telegram.control,
    api,
    /** The ids of the updates that Telegram holds. This confirms nothing. */
    pending: async () => (await api.getUpdates({ timeout: 0 })).map(({ update_id }) => update_id),
    [Symbol.asyncDispose]: () => telegram[Symbol.asyncDispose](),
  };
}

/** A handler that records its updates, and waits for the test. */
function recorder(work: HandleUpdate = () => Promise.resolve()) {
  const seen: number[] = [];
  const handleUpdate: HandleUpdate = async (update, stopped) => {
    seen.push(update.update_id);
    await work(update, stopped);
  };
  return { seen, handleUpdate };
}

Deno.test("openPolling() delivers every update once, and confirms the complete ones", async () => {
  await using parts = await openParts();
  const { control, api } = parts;
  const ids = (await control.sendText(1, "before")).updateIds.slice();
  const { seen, handleUpdate } = recorder();
  {
    await using _polling = openPolling({ api, handleUpdate });
    for (let user = 1; user <= 3; user++) {
      ids.push(...(await control.sendText(user, "hello")).updateIds);
    }
    await control.waitForIdle();
  }
  assert.deepEqual(seen, ids);
  assert.deepEqual(await parts.pending(), []);
});

Deno.test("openPolling() confirms only what comes before the first incomplete update", async () => {
  await using parts = await openParts();
  const { control, api } = parts;
  const first = await control.sendText(1, "hangs");
  const second = await control.sendText(2, "is complete");
  const begun = Promise.withResolvers<void>();
  const { handleUpdate } = recorder(async ({ update_id }, stopped) => {
    if (update_id !== first.updateIds[0]) return begun.resolve();
    await new Promise((_, reject) =>
      stopped!.addEventListener("abort", () => reject(new Error("stopped")))
    );
  });
  {
    await using _polling = openPolling({ api, handleUpdate });
    await begun.promise;
  }
  assert.deepEqual(await parts.pending(), [...first.updateIds, ...second.updateIds]);
  const next = recorder();
  {
    await using _polling = openPolling({ api, handleUpdate: next.handleUpdate });
    await control.waitForIdle();
  }
  assert.deepEqual(next.seen, [...first.updateIds, ...second.updateIds], "none is lost");
});

Deno.test("openPolling() ends even if an update never succeeds", async () => {
  await using parts = await openParts();
  const { control, api } = parts;
  const { updateIds } = await control.sendText(1, "hello");
  const begun = Promise.withResolvers<void>();
  const { handleUpdate } = recorder(() => {
    begun.resolve();
    return Promise.reject(new Error("away"));
  });
  {
    await using _polling = openPolling({ api, handleUpdate });
    await begun.promise;
  }
  assert.deepEqual(await parts.pending(), updateIds);
});

Deno.test("openPolling() takes new updates while one is slow", async () => {
  await using parts = await openParts();
  const { control, api } = parts;
  const slow = await control.sendText(1, "slow");
  const [gate, quick] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { seen, handleUpdate } = recorder(({ update_id }) => {
    if (update_id === slow.updateIds[0]) return gate.promise;
    return Promise.resolve(quick.resolve());
  });
  await using _polling = openPolling({ api, handleUpdate });
  const other = await control.sendText(2, "quick");
  await quick.promise;
  assert.deepEqual(seen, [...slow.updateIds, ...other.updateIds]);
  gate.resolve();
  await control.waitForIdle();
  assert.equal(seen.length, 2, "the slow update was delivered again, and handled once");
});

Deno.test.each<{ name: string; fault: Fault }>([
  { name: "502 with HTML", fault: { htmlBody: "<html></html>" } },
  { name: "another process polls", fault: { code: 409, description: "Conflict: terminated" } },
  { name: "the token is revoked", fault: { code: 401, description: "Unauthorized" } },
  { name: "the answer is lost", fault: { dropConnection: "after" } },
])("openPolling() continues after: $name", async ({ fault }) => {
  await using parts = await openParts();
  const { control, api } = parts;
  await control.injectFault({ ...fault, method: "getUpdates" });
  const { seen, handleUpdate } = recorder();
  const { updateIds } = await control.sendText(1, "hello");
  await using _polling = openPolling({ api, handleUpdate });
  await control.waitForIdle();
  assert.deepEqual(seen, updateIds);
});

Deno.test("openPolling() waits as long as Telegram asks for", async () => {
  await using parts = await openParts();
  const { control, api } = parts;
  const tooMany = { code: 429, description: "Too Many Requests: retry after 3", retryAfter: 3 };
  await control.injectFault({ ...tooMany, method: "getUpdates" });
  const { seen, handleUpdate } = recorder();
  const { updateIds } = await control.sendText(1, "hello");
  await using _polling = openPolling({ api, handleUpdate });
  await control.waitForIdle();
  assert.deepEqual(seen, updateIds);
  const calls = await control.calls({ method: "getUpdates" });
  assert.equal(calls.filter(({ status }) => status === 429).length, 1);
});

Deno.test("openPolling() knows for how long Telegram has not answered", async () => {
  await using parts = await openParts();
  const { control, api } = parts;
  const { handleUpdate } = recorder();
  const faultId = await control.injectFault({ method: "getUpdates", hold: true });
  await using polling = openPolling({ api, handleUpdate });
  await control.waitForFault(faultId);
  const heldMs = polling.idleMs();
  await until("more time without an answer", () => polling.idleMs() > heldMs + 100);
  await control.sendText(1, "hello");
  await control.releaseFault(faultId);
  await control.waitForIdle();
  await until("an answer", () => polling.idleMs() < heldMs + 100);
});
