import assert from "node:assert/strict";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import type { Cell } from "./matrix.ts";
import { assertNothingLost } from "./invariants.ts";
import { plainRun } from "./ledger.ts";
import { markedPhoto } from "../world/marker.ts";
import type { Statement } from "./postgres_faults.ts";
import type { FaultShop } from "./shop.ts";
import { browse, nextMarker, recordSale, replace, sell, untilStored } from "./steps.ts";
import { endHeartbeats, STORING } from "../testing/job_rows.ts";

/** Does something while a fault strikes, and waits until that is over. */
export type Struck = <T>(work: () => Promise<T>) => Promise<T>;

/** A moment for PostgreSQL to fail, in a scenario that can be run without a fault as well. */
export interface Moment {
  /** When. */
  readonly name: string;
  /** What fails then. */
  readonly statement: Statement;
  /** Of the few that stand for all. */
  readonly core?: boolean;
  /** What was done then stays done, though nobody was told so: it must not be done again. */
  readonly lasting?: boolean;
  /** It only reads. */
  readonly reads?: boolean;
  /** What is to come of it. */
  readonly expected: string;
  /** Sells one product, and more; `struck` goes around what is struck. */
  readonly scenario: (shop: FaultShop, struck: Struck) => Promise<void>;
  /** What leaves the same events without a fault; where they may differ, the scenario says what must hold. */
  readonly calm?: (shop: FaultShop) => Promise<void>;
}

const { button } = LOCALES.en;
const MARK = { text: 'insert into "handled_updates"', table: "handled_updates" };
const DIALOGUE = { text: 'insert into "dialogues"', table: "dialogues" };
/** Of a step: the dialogue goes on, or ends, with what the step has done. */
const COMMIT = { text: "commit", table: "dialogues" };
const ROW = { text: 'insert into "products"', table: "products" };
const APPEND = { text: "append_image_events", table: "image_events" };
const WAITS = "the update waits, is done once, and is answered";

const viewInPeace = async (shop: FaultShop) => await browseInPeace(shop, await sellAndStore(shop));
const replaceInPeace = async (shop: FaultShop) => {
  const productId = await sellAndStore(shop);
  await browseInPeace(shop, productId);
  await replace(shop, productId);
  await untilStored(shop, productId);
  await browseInPeace(shop, productId);
};
const sellInPeace = async (shop: FaultShop) => void await sellAndStore(shop);

type Step = "/sell" | "photo" | "title" | "description" | "price" | "confirm";

/** Sells; one of its steps is struck. */
async function sellStruck(shop: FaultShop, at: Step, struck: Struck): Promise<string> {
  const { seller } = shop;
  const step = <T>(name: Step, work: () => Promise<T>) => name === at ? struck(work) : work();
  await step("/sell", () => seller.say("/sell"));
  const photo = await markedPhoto(nextMarker(shop));
  await step("photo", () => seller.photo(photo));
  await step("title", () => seller.say(`Lamp ${shop.accepted.size + 1}`));
  await step("description", () => seller.say("A fine one."));
  const preview = await step("price", () => seller.say("12.50 €"));
  return recordSale(shop, await step("confirm", () => seller.press(preview, button.confirm)));
}

function sale(name: string, at: Step, statement: Statement): Moment {
  return {
    name: `sale: ${name}`,
    statement,
    expected: WAITS,
    calm: sellInPeace,
    scenario: async (shop, struck) => {
      await sellStruck(shop, at, struck);
      await untilStored(shop);
    },
  };
}

/** Sells, and lets the job wait before it downloads; `struck` from there on. */
async function whileStoring(shop: FaultShop, work: () => Promise<string>, struck: Struck) {
  const { control } = shop.telegram;
  const fault = await control.injectFault({ method: "getFile", hold: true });
  const productId = await work();
  await control.waitForFault(fault);
  await struck(async () => await control.releaseFault(fault));
  await untilTakenOver(shop, productId);
}

/** A job whose failure could not be written down is taken over when its heartbeat has not come for long: now. */
async function untilTakenOver(shop: FaultShop, productId: string): Promise<void> {
  await endHeartbeats(shop.db, STORING);
  await untilStored(shop, productId);
}

/** A view, and what follows it. */
async function browseInPeace(shop: FaultShop, productId: string): Promise<void> {
  const { control } = shop.telegram;
  await control.waitForIdle();
  await browse(shop, productId);
  await control.waitForIdle();
}

async function sellAndStore(shop: FaultShop): Promise<string> {
  const productId = await sell(shop);
  await untilStored(shop, productId);
  return productId;
}

/** A picture is stored. */
export const JOB: Moment = {
  name: "job: at the append, behind the puts",
  core: true,
  statement: APPEND,
  expected: "the job waits, and stores the picture once",
  calm: sellInPeace,
  scenario: (shop, struck) => whileStoring(shop, () => sell(shop), struck),
};

/** What buyers will see is shown to the seller: nothing is written then. */
export const PREVIEW: Moment = sale("the preview", "price", COMMIT);

/** A picture that takes another's place is stored. */
export const REPLACED_JOB: Moment = {
  ...JOB,
  name: "replacement: its job, at the append behind the puts",
  calm: replaceInPeace,
  scenario: async (shop, struck) => {
    const productId = await sellAndStore(shop);
    await browseInPeace(shop, productId);
    await whileStoring(shop, async () => {
      await replace(shop, productId);
      return productId;
    }, struck);
    await browseInPeace(shop, productId);
  },
};

/** A thumb is shown for the first time. */
export const FIRST_VIEW: Moment = {
  name: "first view: the capture",
  core: true,
  statement: APPEND,
  expected: "the picture is shown, and captured by the next view at the latest",
  calm: viewInPeace,
  scenario: async (shop, struck) => {
    const productId = await sellAndStore(shop);
    await struck(() => browse(shop, productId));
    await browseInPeace(shop, productId);
    await browseInPeace(shop, productId);
  },
};

/** The moments of the shop's life, each with the statement that is struck. */
export const MOMENTS: readonly Moment[] = [
  sale("the photo", "photo", DIALOGUE),
  sale("the title's mark", "title", MARK),
  { ...sale("the title's commit", "title", COMMIT), lasting: true },
  sale("the product's row", "confirm", ROW),
  { ...sale("its first event", "confirm", APPEND), core: true },
  { ...sale("its commit", "confirm", COMMIT), lasting: true },
  JOB,
  {
    name: "replacement: its event",
    core: true,
    statement: APPEND,
    expected: WAITS,
    calm: replaceInPeace,
    scenario: async (shop, struck) => {
      const productId = await sellAndStore(shop);
      // The card that shows it captures the thumb; it is the replacement that is to be struck.
      await browseInPeace(shop, productId);
      await struck(() => replace(shop, productId));
      await untilTakenOver(shop, productId);
      // Whether the card that follows shows the old thumb's stand-in or the new one already is a matter of time.
      await browseInPeace(shop, productId);
    },
  },
  {
    name: "replacement: its commit",
    lasting: true,
    statement: COMMIT,
    expected: WAITS,
    calm: replaceInPeace,
    scenario: async (shop, struck) => {
      const productId = await sellAndStore(shop);
      await browseInPeace(shop, productId);
      await replace(shop, productId, struck);
      await untilTakenOver(shop, productId);
      await browseInPeace(shop, productId);
    },
  },
  FIRST_VIEW,
  {
    name: "later view: the reading",
    statement: { text: "with shown as materialized", table: "products" },
    reads: true,
    expected: "the picture is shown as soon as it can be read",
    calm: viewInPeace,
    scenario: async (shop, struck) => {
      const productId = await sellAndStore(shop);
      await browseInPeace(shop, productId);
      await struck(() => browse(shop, productId));
    },
  },
  {
    name: "a dead id: its invalidation",
    lasting: true,
    statement: APPEND,
    expected: "the picture is shown by the next rung, and the dead id serves no more",
    scenario: async (shop, struck) => {
      const productId = await sellAndStore(shop);
      await browseInPeace(shop, productId);
      const { images: { thumb } } = await loadImages(shop.db, productId);
      const [dead] = thumb.fileIds ?? [];
      assert.ok(dead);
      await shop.telegram.control.killFileId(dead.fileId, "dead");
      await struck(() => browse(shop, productId));
      await browseInPeace(shop, productId);
      await browseInPeace(shop, productId);
      const [living, ...others] = (await loadImages(shop.db, productId)).images.thumb.fileIds ?? [];
      assert.ok(living && living.fileId !== dead.fileId && others.length === 0, "a living id");
    },
  },
];

/** The cell in which this strikes at that moment. */
export function cellAt<S extends FaultShop>(
  fault: string,
  moment: Moment,
  struckBy: (shop: S, statement: Statement) => Struck,
): Cell<S> {
  return {
    fault,
    moment: moment.name,
    expected: moment.expected,
    run: async (shop) => {
      const since = shop.accepted.size;
      await moment.scenario(shop, struckBy(shop, moment.statement));
      const like = moment.calm === undefined ? {} : { like: await plainRun(moment.calm) };
      return await assertNothingLost(shop, { since, ...like });
    },
  };
}
