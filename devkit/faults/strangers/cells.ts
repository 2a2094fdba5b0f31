import assert from "node:assert/strict";
import type { ProcessShop } from "../../testing/shop.ts";
import type { Fronted } from "../../testing/shop_world.ts";
import { until } from "../../testing/until.ts";
import { assertNothingLost, type Pictures } from "../invariants.ts";
import { plainRun } from "../ledger.ts";
import type { Cell } from "../matrix.ts";
import { present } from "../served.ts";
import { type FaultShop, openFaultShop } from "../shop.ts";
import { browse, sell, untilStored, view } from "../steps.ts";
import { openCrowd, type Visit, VISITS } from "./visits.ts";

/** A shop in a process, which gets its updates by webhook. */
export type PublicShop = FaultShop & ProcessShop & Fronted;

/** More than the server has connections, or a limited process may open files. */
const PEOPLE = { unlimited: 300, limited: 70 };
/** Of those whose connections the server ends at once. They come so often that each descriptor is needed again. */
const FEW = 20;
/** Of those who do all of this at once. */
const MIXED = 30;

/** Opens the shop, with a limit of the files that it may open. */
export async function openPublic(files?: number): Promise<PublicShop> {
  const by = files === undefined ? [] : ["sh", "-c", `ulimit -n ${files}; exec "$0" "$@"`];
  return await openFaultShop({ as: "process", front: "webhook", by });
}

async function plain(shop: FaultShop): Promise<void> {
  const productId = await sell(shop);
  await show(shop, productId);
  await untilStored(shop, productId);
  assert.equal(await browse(shop, productId), present(shop, productId));
}

/** A buyer opens the link. */
async function show(shop: FaultShop, productId: string): Promise<void> {
  assert.equal(await view(shop, productId), present(shop, productId));
}

/** Waits until the shop says that it lives, as a host asks: with a new connection each time. */
async function untilHealthy({ process }: PublicShop): Promise<void> {
  await until("the shop is healthy", async () => {
    using client = Deno.createHttpClient({});
    try {
      const answer = await fetch(`${process.url}/healthz`, { client });
      return (await answer.json()).healthy === true;
    } catch {
      return false;
    }
  });
}

async function run(
  shop: PublicShop,
  visits: readonly Visit[],
  many: keyof typeof PEOPLE,
): Promise<Pictures> {
  const since = shop.accepted.size;
  const isShort = visits.length === 1 && visits[0]!.isShort;
  const people = visits.length > 1 ? MIXED : isShort ? FEW : PEOPLE[many];
  const productId = await (async () => {
    await using crowd = openCrowd(Number(new URL(shop.process.url).port), visits, people);
    await until("the strangers are there", () => crowd.visits >= (isShort ? PEOPLE[many] : people));
    const sold = await sell(shop);
    await show(shop, sold);
    await untilHealthy(shop);
    return sold;
  })();
  await untilStored(shop, productId);
  assert.equal(await browse(shop, productId), present(shop, productId));
  await untilHealthy(shop);
  return await assertNothingLost(shop, { since, like: await plainRun(plain) });
}

/** A cell for each thing that strangers do, and one for all of them. The cells share a shop. */
export function strangerCells(shop: string, many: keyof typeof PEOPLE): Cell<PublicShop>[] {
  const crowds = [...VISITS.map((visit) => [visit]), VISITS];
  return crowds.map((visits) => ({
    fault: visits.length > 1 ? "strangers do all of this" : `strangers ${visits[0]!.name}`,
    moment: `a sale and a view at ${shop}`,
    expected: "seller and buyer are answered, /healthz answers, the picture is stored",
    run: (opened) => run(opened, visits, many),
  }));
}
