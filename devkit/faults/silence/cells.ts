import assert from "node:assert/strict";
import { LOCALES } from "../../../src/telegram/locales/mod.ts";
import type { Silenced } from "../../testing/postgres_proxy.ts";
import { until } from "../../testing/until.ts";
import { logged } from "../../world/shop_process.ts";
import { assertNothingLost, type Pictures } from "../invariants.ts";
import { plainRun } from "../ledger.ts";
import type { Cell } from "../matrix.ts";
import { present } from "../served.ts";
import type { FaultShop } from "../shop.ts";
import { browse, forgetCache, recordSale, sell, sellUpToPreview, untilStored } from "../steps.ts";
import { sellStored } from "../telegram/steps.ts";
import { type Road, SILENCES, type SilenceShop, whileSilent } from "./roads.ts";

/** Does work while the server is silent, until the work was hit; see {@link whileSilent}. */
type Silent = <T>(work: () => Promise<T>, isHit?: () => boolean) => Promise<T>;

/** A moment at which a server goes silent. */
interface Moment {
  readonly moment: string;
  readonly expected: string;
  readonly scenario: (
    shop: SilenceShop,
    silent: Silent,
    road: Road,
    which: Silenced,
  ) => Promise<void>;
}

/** A buyer finds a product, and sees its own picture. */
async function look(shop: FaultShop, productId: string): Promise<void> {
  assert.equal(await browse(shop, productId), present(shop, productId));
}

/** The end of every moment. Its first view fills no gap that a silent one left. */
async function lookTwice(shop: FaultShop, productId: string): Promise<void> {
  await look(shop, productId);
  await look(shop, productId);
}

const plain = async (shop: FaultShop) => await lookTwice(shop, await sellStored(shop));

const SALE: Moment = {
  moment: "a sale: Confirm",
  expected: "the seller is answered; the sale is done once",
  scenario: async (shop, silent) => {
    const preview = await sellUpToPreview(shop);
    const { confirm } = LOCALES.en.button;
    const listed = await silent(() => shop.seller.press(preview, confirm));
    const productId = recordSale(shop, listed);
    await untilStored(shop, productId);
    await lookTwice(shop, productId);
  },
};

const JOB: Moment = {
  moment: "the job that stores a picture",
  expected: "it is tried again, and stores the picture",
  scenario: async (shop, silent) => {
    const { control } = shop.telegram;
    const fault = await control.injectFault({ method: "getFile", hold: true });
    const productId = await sell(shop);
    await control.waitForFault(fault);
    // Other work of the shop may be the first that meets the silence.
    const failed = () => shop.log.some(logged("image_waits", { productId }));
    await silent(async () => {
      await control.releaseFault(fault);
      await untilStored(shop, productId);
    }, failed);
    await lookTwice(shop, productId);
  },
};

const VIEW: Moment = {
  moment: "a view",
  expected: "the buyer is answered with the product's own picture",
  scenario: async (shop, silent, { delaysView }, which) => {
    const productId = await sellStored(shop);
    await forgetCache(shop);
    const from = shop.log.length;
    const waits = () => shop.log.slice(from).some(logged("update_waits"));
    await silent(() => look(shop, productId), () => !delaysView.includes(which) || waits());
    await lookTwice(shop, productId);
  },
};

/** An update whose answer waits, so that the silence is in its way. */
const READYZ: Moment = {
  moment: "/readyz",
  expected: "it names what is silent, and nothing else; then it says ready",
  scenario: async (shop, silent, road) => {
    const productId = await sellStored(shop);
    // A check of B2 that passed is not repeated at once.
    await shop.stop();
    await shop.start();
    const { control } = shop.telegram;
    const fault = await control.injectFault({ method: "sendMessage", hold: true });
    const answered = shop.buyer.say("/help");
    await control.waitForFault(fault);
    const url = urlOf(shop);
    await silent(async () => {
      await control.releaseFault(fault);
      await until(`/readyz names ${road.check}`, async () => {
        const { ready, checks } = await askReady(url);
        return !ready && checks[road.check] !== "ok" &&
          Object.entries(checks).every(([name, says]) =>
            says === "ok" || name === road.check || road.others.includes(name)
          );
      });
    });
    await answered;
    await until("the shop is ready", async () => (await askReady(url)).ready);
    await lookTwice(shop, productId);
  },
};

interface Report {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

async function askReady(url: string): Promise<Report> {
  return await (await fetch(`${url}/readyz`)).json();
}

/** The address of the shop that was started last. */
function urlOf({ log }: FaultShop): string {
  return `http://127.0.0.1:${log.findLast(logged("http_listening"))?.port}`;
}

const MOMENTS = { SALE, JOB, VIEW, READYZ };

/** How often a cell may try to meet a silence. Work that never does shows nothing. */
const ATTEMPTS = 3;

async function run(
  shop: SilenceShop,
  road: Road,
  { scenario }: Moment,
  which: Silenced,
): Promise<Pictures> {
  const since = shop.accepted.size;
  let isNoticed = false;
  const silent: Silent = async (work, isHit) => {
    const { noticed, result } = await whileSilent(road.wire(shop), which, work, isHit);
    isNoticed = noticed;
    return result;
  };
  for (let attempt = 1; attempt <= ATTEMPTS && !isNoticed; attempt++) {
    await scenario(shop, silent, road, which);
  }
  assert.ok(isNoticed, "The silence was not noticed");
  return await assertNothingLost(shop, { since, like: await plainRun(plain) });
}

/** A cell for each silence of a server, at each of these moments. The cells share a shop. */
export function silenceCells(
  road: Road,
  moments: readonly (keyof typeof MOMENTS)[],
): Cell<SilenceShop>[] {
  return moments.map((name) => MOMENTS[name]).flatMap((moment) =>
    (Object.keys(SILENCES) as Silenced[]).map((which) => ({
      fault: `${road.name}: ${SILENCES[which]}`,
      moment: moment.moment,
      expected: moment.expected,
      run: (shop) => run(shop, road, moment, which),
    }))
  );
}
