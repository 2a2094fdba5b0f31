import assert from "node:assert/strict";
import type { Replicas } from "../testing/replicas.ts";

/** An update that a process handles and cannot finish, because Telegram holds its answer. */
export interface InHand {
  /** The place of the process. */
  readonly place: number;
  /** Whether the update was delivered again, because the process did not answer 2xx. */
  isDeliveredAgain(): boolean;
  /** Releases Telegram's answer. */
  release(): Promise<void>;
}

/** Users who send `/help` once. They do not count. */
const FIRST_BYSTANDER = 987_650_000;
const bystanders = new WeakMap<Replicas, number>();

/** Gives an update to the next process, and holds it there. */
export async function holdUpdate(replicas: Replicas): Promise<InHand> {
  const { world: { telegram: { control } }, balancer, placeOf } = replicas;
  const userId = bystanders.get(replicas) ?? FIRST_BYSTANDER;
  bystanders.set(replicas, userId + 1);
  const fault = await control.injectFault({
    method: "sendMessage",
    match: `${userId}`,
    hold: true,
  });
  const { updateIds: [updateId] } = await control.sendText(userId, "/help");
  await control.waitForFault(fault);
  const holder = balancer.holderOf(updateId!);
  assert.ok(holder !== undefined, "a process handles the update");
  const deliveries = balancer.deliveriesOf(updateId!);
  return {
    place: placeOf(holder),
    isDeliveredAgain: () => balancer.deliveriesOf(updateId!) > deliveries,
    release: () => control.releaseFault(fault),
  };
}

/** Gives an update to the process in a place when its turn comes, and holds it there. */
export async function holdUpdateAt(replicas: Replicas, place: number): Promise<InHand> {
  for (;;) {
    const held = await holdUpdate(replicas);
    if (held.place === place) return held;
    await held.release();
  }
}
