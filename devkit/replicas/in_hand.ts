import assert from "node:assert/strict";
import type { Replicas } from "../testing/replicas.ts";

/** An update that a process has taken and cannot end: Telegram holds its answer. */
export interface InHand {
  /** Where the process is that has it. */
  readonly place: number;
  /** Whether it had to be delivered again: who had it did not answer 2xx. */
  isDeliveredAgain(): boolean;
  /** Lets the answer go on, if anybody still waits for that. */
  release(): Promise<void>;
}

/** These ask for help, each once, and have no part in what is counted. */
const FIRST_BYSTANDER = 987_650_000;
const bystanders = new WeakMap<Replicas, number>();

/** Puts an update into the hands of whichever process is next. */
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
  assert.ok(holder !== undefined, "somebody has the update in hand");
  const deliveries = balancer.deliveriesOf(updateId!);
  return {
    place: placeOf(holder),
    isDeliveredAgain: () => balancer.deliveriesOf(updateId!) > deliveries,
    release: () => control.releaseFault(fault),
  };
}

/** Puts one into the hands of the process in a place: in its turn it gets one. */
export async function holdUpdateAt(replicas: Replicas, place: number): Promise<InHand> {
  for (;;) {
    const held = await holdUpdate(replicas);
    if (held.place === place) return held;
    await held.release();
  }
}
