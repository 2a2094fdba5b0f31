import { until, within } from "../testing/until.ts";
import type { Struck } from "./postgres_moments.ts";
import type { ProxiedShop } from "./proxied_shop.ts";

/** Work that is halted at a moment. */
export interface Halt {
  /** Resolves when the moment has come. */
  readonly reached: Promise<void>;
  /** Ends the halt. After a kill, the halted request is lost. */
  release(): void;
}

/** Halts this statement: before it reaches the server, or after the server has run it and before the answer. */
export function haltAtStatement(
  { proxy }: ProxiedShop,
  statement: string,
  when: "before" | "after",
  skip = 0,
): Halt {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const wait = async () => {
    reached.resolve();
    await released.promise;
  };
  const effect = when === "before" ? { before: wait } : { after: wait };
  void proxy.strike({ statement, effect, skip });
  return {
    reached: reached.promise,
    release: () => {
      // A held statement must not reach the server after the process is dead.
      proxy.cut();
      released.resolve();
    },
  };
}

/** Halts the n-th put from now on. B2 does not store it. */
export function haltAtPut({ b2 }: ProxiedShop, number: number): Halt {
  const before = b2.count("PUT");
  if (number > 1) b2.fail({ method: "PUT", times: number - 1, effect: { delayMs: 0 } });
  b2.fail({ method: "PUT", effect: "silence" });
  return {
    reached: until(`put ${number}`, () => b2.count("PUT") >= before + number),
    release: () => b2.heal(),
  };
}

/** Kills the shop at a statement, and starts it again. */
export function killAtStatement(
  shop: ProxiedShop,
  statement: string,
  when: "before" | "after",
): Struck {
  return (work) => killAt(shop, haltAtStatement(shop, statement, when), work);
}

/** Kills the shop at a put, and starts it again. */
export function killAtPut(shop: ProxiedShop, number: number): Struck {
  return (work) => killAt(shop, haltAtPut(shop, number), work);
}

/** Kills the shop while it waits for Telegram's answer to a photo, and starts it again. */
export function killAtPhoto(shop: ProxiedShop): Struck {
  const { control } = shop.telegram;
  return async (work) => {
    const fault = await control.injectFault({ method: "sendPhoto", hold: true });
    const reached = control.waitForFault(fault).then(() => {});
    return await killAt(shop, { reached, release: () => void control.releaseFault(fault) }, work);
  };
}

/** Kills the shop while its job waits, and starts it again. The work itself ends the wait. */
export function killWaiting(shop: ProxiedShop): Struck {
  return async (work) => {
    await shop.kill();
    const result = await work();
    await shop.start();
    return result;
  };
}

/** Kills the shop after `getFile` and before any put, while it downloads or renders. Starts it again. */
export function killAtRendering(shop: ProxiedShop): Struck {
  const { b2, telegram: { control } } = shop;
  return async (work) => {
    const sinceId = (await control.calls()).at(-1)?.id ?? 0;
    b2.fail({ method: "PUT", effect: "silence" });
    const told = control.waitForCall({ method: "getFile", sinceId });
    const reached = told.then(() => {});
    return await killAt(shop, { reached, release: () => b2.heal() }, work);
  };
}

async function killAt<T>(shop: ProxiedShop, halt: Halt, work: () => Promise<T>): Promise<T> {
  const done = work();
  // If the work fails, its error explains why the moment did not come.
  const failed = done.then(() => new Promise<never>(() => {}));
  try {
    await within(Promise.race([halt.reached, failed]), "the moment to kill at");
    await shop.kill();
  } finally {
    halt.release();
  }
  await shop.start();
  return await within(done, "the work, after a kill");
}
