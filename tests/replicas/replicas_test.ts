import assert from "node:assert/strict";
import type { Shown } from "../../devkit/world/marker.ts";
import { chooseSeed, createRandom } from "../../devkit/testing/random.ts";
import { longTest, sized } from "../../devkit/testing/sample.ts";
import { openReplicas, type Replicas } from "../../devkit/testing/replicas.ts";
import {
  auditDatabase,
  auditObjects,
  auditUploads,
  untilQuiet,
} from "../../devkit/replicas/audit.ts";
import { createCustomer } from "../../devkit/replicas/customer.ts";
import { holdUpdate } from "../../devkit/replicas/in_hand.ts";
import { createLedger } from "../../devkit/replicas/ledger.ts";
import { dealErrands, updatesOf } from "../../devkit/replicas/plan.ts";

const PLACES = 4;
const CUSTOMERS = sized({ all: 40, sample: 8 });
const UPDATES = sized({ all: 2000, sample: 200 });
const KILLS = sized({ all: 9, sample: 2 });
const SEED = chooseSeed();

longTest(
  `four processes, killed ${KILLS} times in ${UPDATES} updates: nothing lost, nothing twice (seed ${SEED})`,
  async () => {
    console.log(`seed ${SEED}: VITRINE_SEED=${SEED} repeats it`);
    const random = createRandom(SEED);
    const hands = dealErrands(CUSTOMERS, random);
    assert.equal(updatesOf(hands.flat()), UPDATES);
    await using replicas = await openReplicas(PLACES);
    const ledger = createLedger();
    const customers = await Promise.all(
      hands.map((_, n) => createCustomer(1001 + n, replicas, ledger, createRandom(SEED + 1 + n))),
    );
    await Promise.all([
      killNowAndThen(replicas),
      ...hands.map(async (errands, n) => {
        for (const errand of errands) await customers[n]!.run(errand);
      }),
    ]);
    await untilQuiet(replicas);
    const sold = [...ledger.sold.values()];
    await Promise.all(sold.map((product, n) => customers[n % CUSTOMERS]!.look(product)));
    await untilQuiet(replicas);
    // Nothing fails now, and one view at a time leaves every source quick. So no placeholder is allowed.
    const shown: [string, Shown][] = [];
    for (const product of sold) shown.push([product.title, await customers[0]!.look(product)]);
    await untilQuiet(replicas);
    assert.deepEqual(
      shown,
      sold.map(({ title, markers }) => [title, markers.at(-1)]),
      "each product shows what its seller sent last",
    );
    await auditDatabase(replicas, ledger);
    await auditObjects(replicas, ledger);
    const uploads = await auditUploads(replicas, ledger);
    const { deliveries, failures, broken, unanswered } = replicas.balancer;
    assert.deepEqual(unanswered, [], "each update was answered 200 in the end");
    assert.equal(replicas.lives.length, PLACES + KILLS);
    assert.ok(broken >= KILLS, `${broken} deliveries broke off in ${KILLS} kills`);
    console.log(
      `${deliveries} deliveries, ${failures} of them to the dead, ${broken} to the dying; ${sold.length} sold, ` +
        `${ledger.replacements} replaced, ${uploads} uploads to Telegram by ${replicas.lives.length} processes, ` +
        `${ledger.placeholders} placeholders meanwhile`,
    );
  },
);

/** Kills a process, lets the others continue for a while, and replaces it. In the middle, two are dead at once. */
async function killNowAndThen(replicas: Replicas): Promise<void> {
  const { balancer, kill, start } = replicas;
  const every = UPDATES / (KILLS + 1);
  let replaced: Promise<void>[] = [];
  const replaceLater = async (place: number, after: number) => {
    await balancer.handledCount(after);
    await start(place);
  };
  for (let n = 1; n <= KILLS; n++) {
    await balancer.handledCount(n * every);
    const beside = n === Math.ceil(KILLS / 2);
    if (!beside) await Promise.all(replaced);
    // The killed process handles an update, and has not answered it.
    const { place, release } = await holdUpdate(replicas);
    await kill(place);
    await release();
    const replacement = replaceLater(place, Math.min(UPDATES, (n + 1.2) * every));
    replaced = beside ? [...replaced, replacement] : [replacement];
  }
  await Promise.all(replaced);
}
