import assert from "node:assert/strict";
import type { Cell } from "../matrix.ts";
import { assertNothingLost, type Pictures } from "../invariants.ts";
import { plainRun } from "../ledger.ts";
import type { FaultShop } from "../shop.ts";
import { untilIdle } from "../steps.ts";
import { beginCount, countFrom, type CountingShop, type Counts, passAWeek } from "./counts.ts";
import { comeOutOfOrder, comeTwice } from "./deliveries.ts";
import { type Scene, SCENES } from "./scenes.ts";

/** Asserts at the end, while the fault lasts, that the change had its effect, and nothing else. */
type Check = () => void | Promise<void>;

/** A way in which the ids of updates can change. */
interface Change {
  readonly fault: string;
  readonly expected: string;
  /** Changes them. Returns a check for the end. */
  readonly make: (shop: CountingShop, counts: Counts) => Promise<void | Check>;
}

const GOES_ON = "everyone is answered; each update is done once";

/** Changes the ids while the shop is closed. */
async function overRestart(shop: FaultShop, change: () => Promise<void>): Promise<void> {
  await untilIdle(shop);
  await shop.stop();
  await change();
  await shop.start();
}

const CHANGES: readonly Change[] = [
  {
    fault: "ids start anew, lower",
    expected: GOES_ON,
    make: (shop, { lower }) => countFrom(shop, lower),
  },
  {
    fault: "ids start anew, higher",
    expected: GOES_ON,
    make: (shop, { higher }) => countFrom(shop, higher),
  },
  {
    fault: "ids start anew, lower, over a restart of the shop",
    expected: GOES_ON,
    make: (shop, { lower }) => overRestart(shop, () => countFrom(shop, lower)),
  },
  {
    fault: "ids start anew, higher, over a restart of the shop",
    expected: GOES_ON,
    make: (shop, { higher }) => overRestart(shop, () => countFrom(shop, higher)),
  },
  {
    fault: "ids of a week ago come anew with other updates",
    expected: "they count as other updates, and are done once",
    make: (shop, { before }) =>
      overRestart(shop, async () => {
        await passAWeek(shop);
        await countFrom(shop, before);
      }),
  },
  {
    fault: "each update comes twice, with all earlier ones",
    expected: GOES_ON,
    make: comeTwice,
  },
  {
    fault: "updates of other chats come between, later ones first",
    expected: GOES_ON,
    make: comeOutOfOrder,
  },
];

const plains = new Map(SCENES.map((scene) => [scene, async (shop: FaultShop) => {
  await scene.scenario(shop, () => Promise.resolve());
}]));

async function run(shop: CountingShop, scene: Scene, change: Change): Promise<Pictures> {
  const since = shop.accepted.size;
  const counts = await beginCount(shop);
  const checks: (void | Check)[] = [];
  await scene.scenario(shop, async () => {
    checks.push(await change.make(shop, counts));
  });
  await untilIdle(shop);
  assert.equal(checks.length, 1, "the ids have changed");
  await checks[0]?.();
  shop.front.heal();
  return await assertNothingLost(shop, { since, like: await plainRun(plains.get(scene)!) });
}

/** A cell for each change at each moment. The cells share a shop, which gets its updates in this way. */
export function idCells(way: "polling" | "webhook"): Cell<CountingShop>[] {
  return SCENES.flatMap((scene) =>
    CHANGES.map((change) => ({
      fault: change.fault,
      moment: `by ${way}: ${scene.moment}`,
      expected: change.expected,
      run: (shop: CountingShop) => run(shop, scene, change),
    }))
  );
}
