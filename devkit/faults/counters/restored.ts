/**
 * A cell in which PostgreSQL is restored from a backup, so that B2 and Telegram are ahead of it.
 * @module
 */
import assert from "node:assert/strict";
import { listObjectKeys } from "../../../src/event_log/mod.ts";
import { openDump } from "../../testing/dump.ts";
import { later, run as compare } from "../../testing/repair.ts";
import { assertNothingLost, type Pictures } from "../invariants.ts";
import type { LateShop } from "../late/late_shop.ts";
import { deleteForGood, endErasing, lookAgain, replaceAndStore } from "../late/meanwhile.ts";
import { sellAndStore } from "../late/products.ts";
import type { Cell } from "../matrix.ts";
import { present } from "../served.ts";
import { whatIsLeft } from "../remains.ts";
import { forgetCache, sell, untilIdle, untilStored, view } from "../steps.ts";

/** Products by what happens to them: before the backup they are sold, and all but `waiting` are stored. */
interface Told {
  readonly kept: string;
  /** Replaced after the backup. */
  readonly changed: string;
  /** Replaced after the backup; the earlier picture is cleaned up. */
  readonly cleaned: string;
  /** Deleted for good after the backup. */
  readonly deleted: string;
  /** Replaced after the backup, and deleted for good after the restore. The log names only its earlier pictures. */
  readonly ended: string;
  /** Deleted for good before the backup. */
  readonly gone: string;
  /** Stored after the backup. Its job is in the backup. */
  readonly waiting: string;
}

async function sellAll(shop: LateShop): Promise<Told> {
  const [kept, changed] = [await sellAndStore(shop), await sellAndStore(shop)];
  const [cleaned, deleted] = [await sellAndStore(shop), await sellAndStore(shop)];
  const [ended, gone] = [await sellAndStore(shop), await sellAndStore(shop)];
  await deleteForGood(shop, gone);
  await endErasing(shop, gone);
  const { control } = shop.telegram;
  const fault = await control.injectFault({ method: "getFile", hold: true });
  const waiting = await sell(shop);
  await control.waitForFault(fault);
  await shop.stop();
  await control.releaseFault(fault);
  return { kept, changed, cleaned, deleted, ended, gone, waiting };
}

/** What happens after the backup. Returns the product that is sold then. */
async function goAhead(shop: LateShop, told: Told): Promise<string> {
  await untilStored(shop, told.waiting);
  await replaceAndStore(shop, told.cleaned);
  await shop.operator.reconcile({ deletes: ["superseded"], now: later });
  await replaceAndStore(shop, told.changed);
  await replaceAndStore(shop, told.ended);
  await deleteForGood(shop, told.deleted);
  await endErasing(shop, told.deleted);
  const late = await sellAndStore(shop);
  for (const productId of [told.changed, told.cleaned, late]) await view(shop, productId);
  return late;
}

/** The shop's sellers and buyers are as far as the backup. Chats keep what was shown since. */
function forget(
  { accepted }: LateShop,
  { changed, cleaned, deleted, ended }: Told,
  late: string,
): void {
  for (const productId of [changed, cleaned, ended]) {
    const { markers } = accepted.get(productId)!;
    markers.push(markers.shift()!);
  }
  accepted.get(deleted)!.deleted = false;
  accepted.delete(late);
}

async function keysSince(shop: LateShop, productIds: readonly string[]): Promise<string[]> {
  const keys = await Promise.all(productIds.map((id) => listObjectKeys(shop.db, id)));
  return keys.flat();
}

/** Before an operator does anything, each product shows what the backup says. */
async function assertShown(shop: LateShop, told: Told, late: string): Promise<void> {
  const { kept, changed, cleaned, deleted, ended, waiting } = told;
  for (const productId of [kept, changed, cleaned, deleted, ended, waiting]) {
    assert.equal(await view(shop, productId), present(shop, productId), productId);
  }
  for (const productId of [told.gone, late]) {
    const answer = await shop.buyer.say(`/start ${productId}`);
    assert.equal(answer.photo, undefined, `${productId} is not on sale`);
  }
  await untilIdle(shop);
}

/** `reconcile` names all that B2 has too much or too little of. */
async function assertNamed(shop: LateShop, told: Told, ahead: readonly string[]): Promise<void> {
  const { findings } = await compare(shop, { graceMs: 0 });
  const of = (kind: string) => findings.filter((each) => each.startsWith(kind)).toSorted();
  assert.deepEqual(of("orphaned"), ahead.map((key) => `orphaned ${key}`).toSorted());
  const missing = await keysSince(shop, [told.cleaned, told.deleted]);
  assert.deepEqual(of("missing"), missing.map((key) => `missing ${key}`).toSorted());
}

async function run(shop: LateShop): Promise<Pictures> {
  const told = await sellAll(shop);
  await using dump = await openDump(shop.environment.DATABASE_URL!);
  const before = new Set(await keysSince(shop, [...shop.accepted.keys()]));
  await shop.start();
  const late = await goAhead(shop, told);
  const replaced = await keysSince(shop, [
    ...[told.changed, told.cleaned, told.ended],
    late,
  ]);
  await shop.stop();
  await dump.lose();
  await dump.restore();
  forget(shop, told, late);
  await shop.start();
  await untilStored(shop, told.waiting);
  await assertShown(shop, told, late);
  await assertNamed(shop, told, replaced.filter((key) => !before.has(key)));

  for (const productId of [told.deleted, told.ended]) {
    await deleteForGood(shop, productId);
    await endErasing(shop, productId);
    // Before a clean-up of orphans could help.
    assert.deepEqual(await whatIsLeft(shop, productId), []);
  }
  await forgetCache(shop);
  await shop.operator.repair({ adopts: true, graceMs: 0 });
  await shop.operator.reconcile({ deletes: ["orphaned"], now: later });
  for (const productId of [told.deleted, told.ended]) await lookAgain(shop, productId);
  assert.deepEqual(await whatIsLeft(shop, told.gone), []);
  await assertShown(shop, { ...told, deleted: told.kept, ended: told.kept }, late);
  return await assertNothingLost(shop);
}

/** PostgreSQL goes back to a backup. */
export const RESTORED_CELLS: readonly Cell<LateShop>[] = [{
  fault: "an older backup of PostgreSQL is restored; B2 and Telegram are ahead",
  moment: "after a sale, replacements, a deletion and a clean-up",
  expected: "each product shows what the backup says; what is deleted again stays gone",
  run,
}];
