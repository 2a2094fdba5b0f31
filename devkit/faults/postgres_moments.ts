import assert from "node:assert/strict";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import type { Cell } from "./matrix.ts";
import { assertNothingLost } from "./invariants.ts";
import { plainRun } from "./ledger.ts";
import { markedPhoto } from "../world/marker.ts";
import type { Statement } from "./postgres_faults.ts";
import type { FaultShop } from "./shop.ts";
import { browse, nextMarker, recordSale, replace, sell, untilIdle, untilStored } from "./steps.ts";
import { endHeartbeats, STORING } from "../testing/job_rows.ts";

/** Does work while a fault happens, and waits until the fault is over. */
export type Struck = <T>(work: () => Promise<T>) => Promise<T>;

/** A moment at which PostgreSQL can fail. Its scenario also runs without a fault. */
export interface Moment {
  readonly name: string;
  /** The statement that fails. */
  readonly statement: Statement;
  /** One of the few moments that stand for all: some faults run only at these. */
  readonly core?: boolean;
  /** The statement may take effect although its answer is lost. It must not take effect twice. */
  readonly lasting?: boolean;
  /** The statement only reads. */
  readonly reads?: boolean;
  readonly expected: string;
  /** Sells a product and continues. `struck` wraps the work during which the fault happens. */
  readonly scenario: (shop: FaultShop, struck: Struck) => Promise<void>;
  /**
   * A scenario without a fault that leads to the same events. If absent, the events may differ, and `scenario` asserts
   * what must hold.
   */
  readonly calm?: (shop: FaultShop) => Promise<void>;
}

const { button } = LOCALES.en;
const MARK = { text: 'insert into "handled_updates"', table: "handled_updates" };
const DIALOGUE = { text: 'insert into "dialogues"', table: "dialogues" };
/** The commit of a step, which moves the dialogue on. */
export const COMMIT = { text: "commit", table: "dialogues" };
const ROW = { text: 'insert into "products"', table: "products" };
/** The append of events. */
export const APPEND = { text: "append_image_events", table: "image_events" };
/** What is expected of an update. */
export const WAITS = "the update waits, is done once, and is answered";

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

/** Sells a product. The fault happens at one of the steps. */
async function sellStruck(shop: FaultShop, at: Step, struck: Struck): Promise<string> {
  const { seller } = shop;
  const step = async <T>(name: Step, work: () => Promise<T>) => {
    if (name !== at) return await work();
    // What the answer to the step before writes has its own commit.
    await untilIdle(shop);
    return await struck(work);
  };
  await step("/sell", () => seller.say("/sell"));
  const photo = await markedPhoto(nextMarker(shop));
  await step("photo", () => seller.photo(photo));
  await step("title", () => seller.say(`Lamp ${shop.accepted.size + 1}`));
  await step("description", () => seller.say("A fine one."));
  const preview = await step("price", () => seller.say("12.50 €"));
  return recordSale(shop, await step("confirm", () => seller.press(preview, button.confirm)));
}

/** A moment of a sale. `sell` sells a product; `calm` does the same in peace. */
export function saleMoment(
  name: string,
  statement: Statement,
  { sell, calm }: {
    readonly sell: (shop: FaultShop, struck: Struck) => Promise<unknown>;
    readonly calm: (shop: FaultShop) => Promise<void>;
  },
): Moment {
  return {
    name,
    statement,
    expected: WAITS,
    calm,
    scenario: async (shop, struck) => {
      await sell(shop, struck);
      await untilStored(shop);
    },
  };
}

const sale = (name: string, at: Step, statement: Statement) =>
  saleMoment(`sale: ${name}`, statement, {
    sell: (shop, struck) => sellStruck(shop, at, struck),
    calm: sellInPeace,
  });

/** Does the work, and holds its job before the download. `struck` wraps the rest of the job. */
export async function whileStoring(
  shop: FaultShop,
  work: () => Promise<string>,
  struck: Struck,
): Promise<void> {
  const { control } = shop.telegram;
  const fault = await control.injectFault({ method: "getFile", hold: true });
  const productId = await work();
  await control.waitForFault(fault);
  await struck(async () => await control.releaseFault(fault));
  await untilTakenOver(shop, productId);
}

/**
 * Waits until the picture is stored. If PostgreSQL could not record that the job failed, the job is taken over when its
 * heartbeat is too old. This makes it too old now.
 */
async function untilTakenOver(shop: FaultShop, productId: string): Promise<void> {
  await endHeartbeats(shop.db, STORING);
  await untilStored(shop, productId);
}

/** Views a product, and waits for what follows, such as a capture. */
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

/** The job that stores a picture. */
export const JOB: Moment = {
  name: "job: its append, after the puts",
  core: true,
  statement: APPEND,
  expected: "the job waits, and stores the picture once",
  calm: sellInPeace,
  scenario: (shop, struck) => whileStoring(shop, () => sell(shop), struck),
};

/** The preview of a sale. It writes nothing. */
export const PREVIEW: Moment = sale("the preview", "price", COMMIT);

/** The job that stores a replacement. */
export const REPLACED_JOB: Moment = {
  ...JOB,
  name: "replacement: its job's append, after the puts",
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

/** The first view of a thumb. */
export const FIRST_VIEW: Moment = {
  name: "first view: the capture",
  core: true,
  statement: APPEND,
  expected: "the picture is shown; the next view captures it at the latest",
  calm: viewInPeace,
  scenario: async (shop, struck) => {
    const productId = await sellAndStore(shop);
    await struck(() => browse(shop, productId));
    await browseInPeace(shop, productId);
    await browseInPeace(shop, productId);
  },
};

/** Every moment, with its statement. */
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
      // This card captures the thumb. The fault must hit the replacement instead.
      await browseInPeace(shop, productId);
      await struck(() => replace(shop, productId));
      await untilTakenOver(shop, productId);
      // The next card may still show the photo, or already the new thumb. So view it once more.
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
    statement: { text: "as has_next", table: "products" },
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
    expected: "the next source shows the picture, and the dead id is not used again",
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

/** The cell of a fault at a moment. */
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
