/**
 * Deliveries that Telegram makes twice, late, or in another order.
 * @module
 */
import assert from "node:assert/strict";
import type { Bytes, Send } from "../../testing/front.ts";
import type { CountingShop } from "./counts.ts";

/** An update, as far as a front looks at it. */
interface Sent {
  readonly update_id: number;
}

/** An answer of `getUpdates`. */
interface Answer {
  readonly ok: boolean;
  readonly result?: readonly Sent[];
}

const POLL = /\/getUpdates$/;
const WEBHOOK = /^\/telegram\/webhook/;

function read<T>(body: Bytes): T {
  return JSON.parse(new TextDecoder().decode(body)) as T;
}

function write(value: unknown): Bytes {
  return new TextEncoder().encode(JSON.stringify(value));
}

const STRANGER = 303;

/** How the updates of an answer or a delivery are changed. */
interface Change {
  /** Changes an answer of `getUpdates` with updates. It may ask again. */
  readonly answer: (updates: readonly Sent[], again: () => Promise<readonly Sent[]>) => Promise<
    readonly Sent[]
  >;
  /** Makes a delivery to the webhook. */
  readonly delivery: (body: Bytes, send: Send) => Promise<Bytes>;
}

/** Changes the updates that come from now on. */
async function changeUpdates(
  { front, telegram: { control } }: CountingShop,
  { answer, delivery }: Change,
): Promise<void> {
  let isBegun = false;
  front.fail(
    {
      exchange: async (body, send) => {
        const bytes = await send(body);
        const { ok, result = [] } = read<Answer>(bytes);
        if (!isBegun || result.length === 0) return bytes;
        const again = async () => read<Answer>(await send(body)).result ?? [];
        return write({ ok, result: await answer(result, again) });
      },
    },
    POLL,
    Infinity,
  );
  // Ends the poll that is open: it does not pass through this fault.
  await control.sendText(STRANGER, "/help");
  await control.waitForIdle();
  isBegun = true;
  front.fail({ exchange: delivery }, WEBHOOK, Infinity);
}

/** Each update comes twice from now on, together with all earlier ones. Returns a check that this happened. */
export async function comeTwice(shop: CountingShop): Promise<() => Promise<void>> {
  const earlier: Sent[] = [];
  const bodies: Bytes[] = [];
  await changeUpdates(shop, {
    answer: (updates) => {
      const all = [...earlier, ...updates, ...updates];
      earlier.push(...updates);
      return Promise.resolve(all);
    },
    delivery: async (body, send) => {
      bodies.push(body);
      for (const each of bodies) await send(each);
      return await send(body);
    },
  });
  return async () => {
    assert.ok(earlier.length + bodies.length > 0, "updates came twice");
    // One more update, with which the last one of the scene comes again.
    await shop.telegram.control.sendText(STRANGER, "/help");
    await shop.telegram.control.waitForIdle();
    assert.deepEqual(await answersInARow(shop), [], "one process answers each update once");
  };
}

/** The answers that follow on the same one, without a word of their user in between. */
async function answersInARow({ telegram: { control } }: CountingShop): Promise<string[]> {
  const repeated: string[] = [];
  for (const { id } of await control.users()) {
    const { messages } = await control.transcript(id);
    for (const [at, { from, html, photo }] of messages.entries()) {
      const before = messages[at - 1];
      const isSame = before?.html === html && before.photo?.fileUniqueId === photo?.fileUniqueId;
      if (from === "bot" && before?.from === "bot" && isSame) repeated.push(html);
    }
  }
  return repeated;
}

/** Before the next update comes a later one, of another user. Returns a check that this happened. */
export async function comeOutOfOrder(shop: CountingShop): Promise<() => void> {
  const { control } = shop.telegram;
  let swapped = 0;
  await changeUpdates(shop, {
    answer: async (updates, again) => {
      if (swapped++ > 0) return updates;
      await control.sendText(STRANGER, "/help");
      const both = await again();
      assert.equal(both.length, 2);
      return [...both].reverse();
    },
    delivery: async (body, send) => {
      if (swapped++ === 0) {
        await control.sendText(STRANGER, "/help");
        await control.waitForIdle({ userId: STRANGER });
      }
      return await send(body);
    },
  });
  return () => assert.ok(swapped > 0, "a later update came first");
}
