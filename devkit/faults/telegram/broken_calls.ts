import assert from "node:assert/strict";
import type { Fault } from "@vitrine/local-telegram";
import type { Cell } from "../matrix.ts";
import { assertNothingLost, type Pictures } from "../invariants.ts";
import { plainRun } from "../ledger.ts";
import type { FaultShop } from "../shop.ts";
import { assertNoneTooEarly, type Break, BREAKS, passTime } from "./breaks.ts";
import { type Moment, MOMENTS } from "./moments.ts";
import { latestCall, type Sight, uploadsSince } from "./steps.ts";

/** A call that breaks at a moment, and what the user must see. */
export interface BrokenCall {
  /** What the local Telegram does. The moment names the call. */
  readonly inject: Fault;
  /** Everything that the user sees. */
  readonly sights: readonly Sight[];
  /** What the user sees after asking again. Absent if the user need not ask again. */
  readonly asksAgain?: readonly Sight[] | undefined;
}

/** A cell for each break at a moment. The cells share a shop. */
export function brokenCallsAt(moment: Moment): Cell<FaultShop>[] {
  return BREAKS.map((broken) => {
    const sights = moment.sights(broken);
    const call = { ...broken, sights, asksAgain: again(moment, broken) };
    return brokenCall(broken.fault, moment, call, broken.acted);
  });
}

/** The cell of one broken call. */
export function brokenCall(
  fault: string,
  moment: Moment,
  call: BrokenCall,
  answerLost = false,
): Cell<FaultShop> {
  const { moment: when, uploads } = moment;
  const seen = call.sights.join(", ") || "nothing to see";
  const then = call.asksAgain === undefined ? "" : "; there when asked again";
  const lost = answerLost ? " with an answer" : "";
  const count = uploads === 1 ? "1 upload" : `${uploads} uploads`;
  const expected = `${seen}${then}; ${count}${lost}, no other event`;
  return { fault, moment: when, expected, run: (shop) => run(shop, moment, call) };
}

/** What the user sees after asking again. Nobody asks again who sees the picture, or whose replacement was made. */
function again(moment: Moment, broken: Break): Sight[] | undefined {
  if (broken.course !== "gives up" || moment.sights(broken).includes("picture")) return undefined;
  const { inject } = broken;
  const usual = moment.sights({ fault: "none", inject, course: "waits", acted: false });
  return usual.includes("replaced") ? undefined : usual;
}

const plains = new Map(MOMENTS.map((moment) => [moment, async (shop: FaultShop) => {
  const { act, finish } = await moment.prepare(shop);
  await act();
  await finish();
}]));

async function run(shop: FaultShop, moment: Moment, call: BrokenCall): Promise<Pictures> {
  const { control } = shop.telegram;
  const { method, match } = moment;
  const since = shop.accepted.size;
  const sinceId = await latestCall(shop);
  const scene = await moment.prepare(shop);
  const which = { method, ...(match !== undefined && { match }) };
  const fault = await control.injectFault({ ...call.inject, ...which });
  const [sights] = await Promise.all([scene.act(), meanwhile(shop, moment, call, fault)]);
  if (!moment.asksByItself) await passTime(shop, call.inject);
  assert.equal(await control.faultHits(fault), call.inject.times ?? 1);
  assert.deepEqual(sights, call.sights);
  await assertNoneTooEarly(shop, sinceId, call.inject);
  if (call.asksAgain !== undefined) assert.deepEqual(await scene.act(), call.asksAgain);
  await scene.finish();
  assert.equal(await uploadsSince(shop, sinceId), moment.uploads, "uploads");
  return await assertNothingLost(shop, { since, like: await plainRun(plains.get(moment)!) });
}

/** Runs while the bot handles the act: releases a held call, and moves the clock for a job. */
async function meanwhile(
  shop: FaultShop,
  { asksByItself = false }: Moment,
  call: BrokenCall,
  fault: number,
): Promise<void> {
  const { control } = shop.telegram;
  if (!call.inject.hold && !asksByItself) return;
  await control.waitForFault(fault);
  if (call.inject.hold) await control.releaseFault(fault);
  if (asksByItself) await passTime(shop, call.inject);
}
