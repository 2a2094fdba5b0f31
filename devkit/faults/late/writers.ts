/**
 * Everything that writes pictures: jobs, commands and views, with the requests and appends at which they are halted.
 * @module
 */
import { later } from "../../testing/repair.ts";
import { until } from "../../testing/until.ts";
import { logged } from "../../world/shop_process.ts";
import { forgetCache, replace, sell } from "../steps.ts";
import { append, type HaltAt, holdAnswer, put } from "./halts.ts";
import type { LateShop } from "./late_shop.ts";
import {
  ageThumb,
  inherit,
  inheritObject,
  killFileIds,
  loseEvents,
  loseOne,
  loseThumbAndOriginal,
  sellAndStore,
} from "./products.ts";

/** A writer at work. */
export interface Started {
  readonly productId: string;
  /** What it says at its end. */
  readonly said: Promise<string>;
}

/** A job, command or view that writes. */
export interface Writer {
  readonly name: string;
  readonly halts: readonly HaltAt[];
  /** What it says at its end, if nothing, a deletion, a replacement or a repair came in between. */
  readonly says: {
    readonly calm: string;
    readonly deleted: string;
    readonly replaced: string;
    /** As `calm` if absent. */
    readonly repaired?: string;
  };
  /** Brings a product to where the writer has work. Undefined if the writer itself makes the product. */
  prepare(shop: LateShop): Promise<string | undefined>;
  /** Starts it. Resolves when the shop has accepted the work. */
  start(shop: LateShop, productId?: string): Promise<Started>;
}

const PUT_BACK = { calm: "put_back", deleted: "deleted", replaced: "superseded" };
const STORED = { calm: "stored", deleted: "deleted", replaced: "superseded" };

const JOBS: readonly Writer[] = [{
  name: "store-image of a sale",
  halts: [put("original"), put("thumb"), append("ImageUploadedToB2")],
  says: STORED,
  prepare: () => Promise.resolve(undefined),
  start: async (shop) => {
    const from = shop.log.length;
    const productId = await sell(shop);
    return { productId, said: saidByHeldJob(shop, productId, 0, from) };
  },
}, {
  name: "store-image of a replacement",
  halts: [put("thumb"), append("ImageUploadedToB2")],
  says: STORED,
  prepare: sellAndStore,
  start: async (shop, productId = "") => {
    const from = shop.log.length;
    await replace(shop, productId);
    return { productId, said: saidByHeldJob(shop, productId, 1, from) };
  },
}];

/** The job of one generation, since another one may run meanwhile. */
async function saidByHeldJob(
  shop: LateShop,
  productId: string,
  generation: number,
  from: number,
): Promise<string> {
  const find = () => shop.log.slice(from).find(logged("image_stored", { productId, generation }));
  await until(`the job of ${productId}`, () => find() !== undefined);
  return String(find()!.needless ?? "stored");
}

/** A command. It is started at once. */
function command(
  name: string,
  { run, ...rest }: Pick<Writer, "halts" | "says" | "prepare"> & {
    readonly run: (shop: LateShop) => Promise<string>;
  },
): Writer {
  const start = (shop: LateShop, productId = "") => Promise.resolve({ productId, said: run(shop) });
  return { name, ...rest, start };
}

const MIGRATED = { calm: "migrated", deleted: "deleted", replaced: "superseded" };

/** The operators' commands. */
export const COMMANDS: readonly Writer[] = [
  command("reconcile --repair, which puts back a cover", {
    halts: [put("cover")],
    says: PUT_BACK,
    prepare: (shop) => loseOne(shop, "cover"),
    run: ({ operator }) => operator.repair(),
  }),
  command("reconcile --repair, which makes a thumb anew", {
    halts: [put("thumb"), append("ImageUploadedToB2")],
    says: { ...PUT_BACK, calm: "made_anew", repaired: "superseded" },
    prepare: loseThumbAndOriginal,
    run: ({ operator }) => operator.repair(),
  }),
  command("reconcile --repair --adopt-orphans", {
    halts: [put("thumb"), append("ImageUploadedToB2")],
    says: { calm: "adopted", deleted: "deleted", replaced: "has_picture" },
    prepare: loseEvents,
    run: ({ operator }) => operator.repair({ adopts: true, now: later }),
  }),
  command("regenerate, which makes a thumb anew", {
    halts: [put("thumb"), append("ImageUploadedToB2")],
    says: { calm: "made", deleted: "superseded", replaced: "superseded" },
    prepare: ageThumb,
    run: ({ operator }) => operator.regenerate(),
  }),
  command("migrate-images", {
    halts: [put("cover"), append("ImageUploadedToB2")],
    says: MIGRATED,
    prepare: inherit,
    run: ({ operator }) => operator.migrate(),
  }),
  command("migrate-images --adopt", {
    halts: [put("cover"), append("ImageUploadedToB2")],
    says: MIGRATED,
    prepare: inheritObject,
    run: ({ operator }) => operator.migrate(true),
  }),
];

/** Every job and command whose PUT or append can be late. */
export const WRITERS: readonly Writer[] = [...JOBS, ...COMMANDS];

/** A buyer's view of a cover. It fills the disk cache, and appends what it finds out about file ids. */
export const VIEWER: Writer = {
  name: "a view of a cover whose file id is dead",
  halts: [
    append("ImageInvalidated"),
    {
      name: "the answer that fills the disk cache",
      hold: (shop) => holdAnswer(shop, { method: "GET", keyPart: "/cover-" }),
    },
    append("TelegramFileIdCaptured"),
  ],
  says: { calm: "a picture", deleted: "a picture", replaced: "a picture" },
  prepare: async (shop) => {
    const productId = await sellAndStore(shop);
    await forgetCache(shop);
    await killFileIds(shop, productId);
    return productId;
  },
  start: (shop, productId = "") => Promise.resolve({ productId, said: look(shop, productId) }),
};

async function look({ buyer, telegram }: LateShop, productId: string): Promise<string> {
  const { photo } = await buyer.say(`/start ${productId}`);
  // The capture of a file id follows the answer.
  await telegram.control.waitForIdle({ userId: buyer.user.id });
  return photo === undefined ? "no picture" : "a picture";
}
