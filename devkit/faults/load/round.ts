import assert from "node:assert/strict";
import { sql } from "kysely";
import type { Database } from "../../../src/postgres/mod.ts";
import { auditDatabase, findLosses, untilQuiet } from "../../replicas/audit.ts";
import type { Sold } from "../../replicas/ledger.ts";
import { dealEvenly, type Plan } from "../../replicas/plan.ts";
import { createRandom } from "../../testing/random.ts";
import { type Pictures, PicturesLost } from "../invariants.ts";
import { CUSTOMERS, type Load } from "./load.ts";

/** The errands of all customers in a round. Each round gives the same errands to the same customers. */
export const ROUND: Plan = {
  sale: 8,
  replacement: 6,
  view: 10,
  view_of_dead_id: 16,
  leafing: 8,
};

/** How many customers keep their last errand until the fault is over. So the fault always happens during errands. */
const AMID = 4;

/** The changes of a round in the shop's tables. */
export interface Trace {
  /** One entry for each seller who has sold or replaced something. */
  readonly sellers: readonly SellerTrace[];
  /** Updates that changed something. */
  readonly changes: number;
}

interface SellerTrace {
  readonly sellerId: number;
  readonly products: number;
  /** Pictures of any type that were replaced. */
  readonly ended: number;
  /** Products whose pictures are in B2. */
  readonly stored: number;
}

/**
 * Makes something fail while all customers use the shop. Resolves with the number of failures, when the fault is over.
 */
export type StrikeLoad = (load: Load) => Promise<number>;

/**
 * Plays a round in which something may fail, and checks the shop against what its customers know. Returns the accepted
 * pictures and the trace of the round.
 *
 * @throws {PicturesLost} when a picture is lost, or shown as another product's.
 */
export async function playRound(
  load: Load,
  strike?: StrikeLoad,
): Promise<{ pictures: Pictures; trace: Trace }> {
  const { replicas, ledger, shop } = load;
  const totals = await readTrace(shop.db);
  const before = new Map(
    [...ledger.sold.values()].map((each) => [each.title, each.markers.length]),
  );
  await act(load, strike);
  assert.deepEqual(replicas.balancer.unanswered, [], "each update was answered 200 in the end");
  await untilQuiet(replicas);
  const touched = [...ledger.sold.values()]
    .filter(({ title, markers }) => before.get(title) !== markers.length);
  const pictures = await countPictures(load, touched);
  await auditDatabase(replicas, ledger);
  return { pictures, trace: difference(await readTrace(shop.db), totals) };
}

/** Everyone has a hand of errands, and something fails meanwhile. */
async function act(load: Load, strike: StrikeLoad | undefined): Promise<void> {
  const { customers } = load;
  const hands = dealEvenly(ROUND, CUSTOMERS, createRandom(load.seed));
  const struck = strike?.(load).then((strikes) => assert.ok(strikes > 0, "the fault happened"));
  const over = struck?.catch(() => {});
  const all = Promise.allSettled(
    hands.map(async (hand, n) => {
      for (const [at, errand] of hand.entries()) {
        if (n < AMID && at === hand.length - 1) await over;
        await customers[n]!.run(errand);
      }
    }),
  );
  const [played, met] = await Promise.allSettled([all, struck]);
  const failed = [...played.status === "fulfilled" ? played.value : [], met]
    .flatMap((each) => each.status === "rejected" ? [each.reason as unknown] : []);
  if (failed.length > 0) throw new AggregateError(failed, failed.map(String).join("\n"));
}

/**
 * Checks the products in B2, and views each as a customer. One view at a time leaves every source quick, so no
 * placeholder is allowed.
 */
export async function countPictures(load: Load, products: readonly Sold[]): Promise<Pictures> {
  const lost = await findLosses(load.replicas, products);
  for (const product of products) {
    const shown = await load.customers[0]!.look(product).catch(String);
    const own = product.markers.at(-1);
    if (shown !== own) lost.push(`${product.title} shows ${shown} instead of ${own}`);
  }
  const pictures = { accepted: products.length, lost };
  if (lost.length > 0) throw new PicturesLost(pictures);
  return pictures;
}

async function readTrace(db: Database): Promise<Trace> {
  const { rows: sellers } = await sql<SellerTrace>`
    select p.seller_id::int as "sellerId", count(distinct p.product_id) as products,
      count(e.product_id) as ended,
      count(distinct p.product_id) filter (where cover_image_url is not null and thumbnail_url is not null) as stored
    from products p left join image_events e on e.product_id = p.product_id and e.data ->> 'layer' = 'image'
      -- It ends only if it was stored by then, which is a matter of time.
      and e.image_type not like 'original%'
    group by p.seller_id order by p.seller_id`.execute(db);
  const { rows: [{ changes } = { changes: 0 }] } = await sql<{ changes: number }>`
    select count(*) as changes from handled_updates`.execute(db);
  return { sellers, changes };
}

function difference(after: Trace, before: Trace): Trace {
  const sellers = after.sellers.map((now) => {
    const was = before.sellers.find(({ sellerId }) => sellerId === now.sellerId);
    return {
      sellerId: now.sellerId,
      products: now.products - (was?.products ?? 0),
      ended: now.ended - (was?.ended ?? 0),
      stored: now.stored - (was?.stored ?? 0),
    };
  });
  const busy = sellers.filter(({ products, ended }) => products + ended > 0);
  return { sellers: busy, changes: after.changes - before.changes };
}
