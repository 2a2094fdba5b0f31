/**
 * Cells in which the writer lives: its PUT or append is late, and it takes back what the log refuses.
 * @module
 */
import assert from "node:assert/strict";
import { loadImages } from "../../../src/event_log/mod.ts";
import { within } from "../../testing/until.ts";
import type { Halt } from "../kills.ts";
import type { Cell } from "../matrix.ts";
import { versionsOf, whatIsLeft } from "../remains.ts";
import { untilIdle } from "../steps.ts";
import type { HaltAt } from "./halts.ts";
import { assertRight } from "./sweep.ts";
import type { LateShop } from "./late_shop.ts";
import {
  deleteForGood,
  endErasing,
  type Meanwhile,
  OTHERS,
  replaceAndStore,
  VIEWS,
} from "./meanwhile.ts";
import { type Started, VIEWER, type Writer, WRITERS } from "./writers.ts";

/** A product whose writer was halted, and what was there before and has happened meanwhile. */
interface Crossed extends Started {
  /** Versions in B2 before the writer began. */
  readonly before: ReadonlySet<string>;
  /** How many PUTs of the product began after what happened meanwhile. */
  readonly lateBegun: () => number;
}

/** Halts a writer, lets something happen, and waits for the end of both. */
async function cross(
  shop: LateShop,
  writer: Writer,
  halt: HaltAt,
  meanwhile: Meanwhile["run"],
): Promise<Crossed> {
  const prepared = await writer.prepare(shop);
  const before = new Set(prepared === undefined ? [] : await versionsOf(shop, prepared));
  const held = halt.hold(shop);
  try {
    const started = await writer.start(shop, prepared);
    const { productId, said } = started;
    await untilReached(held, started);
    await within(meanwhile(shop, productId), "what happens meanwhile");
    const begun = countPuts(shop, productId);
    held.release();
    await within(said, `the end of ${writer.name}`);
    await untilIdle(shop);
    return { ...started, before, lateBegun: () => countPuts(shop, productId) - begun };
  } finally {
    held.release();
  }
}

/** If the writer ends before it is halted, what it says explains why. */
async function untilReached({ reached }: Halt, { said }: Started): Promise<void> {
  const ended = said.then((words) => {
    throw new Error(`It was not halted, and said: ${words}`);
  });
  await within(Promise.race([reached, ended]), "the halt");
}

function countPuts({ b2 }: LateShop, productId: string): number {
  return b2.log.filter(({ method, key }) => method === "PUT" && key.includes(productId)).length;
}

function deletion(writer: Writer, halt: HaltAt): Cell<LateShop> {
  return {
    fault: "deleted for good",
    moment: `${writer.name}: ${halt.name} is late`,
    expected: "it takes back what it put, and says that the product was deleted",
    run: async (shop) => {
      const since = shop.accepted.size;
      const { productId, said, lateBegun } = await cross(shop, writer, halt, deleteForGood);
      assert.deepEqual(await whatIsLeft(shop, productId), [], "nothing is left, before any sweep");
      assert.equal(lateBegun(), 0, "no put began after the deletion");
      assert.equal(await said, writer.says.deleted);
      await endErasing(shop, productId);
      return await assertRight(shop, productId, since);
    },
  };
}

function replacement(writer: Writer, halt: HaltAt): Cell<LateShop> {
  return {
    fault: "replaced",
    moment: `${writer.name}: ${halt.name} is late`,
    expected: "the new picture is shown; the writer takes back what it put",
    run: async (shop) => {
      const since = shop.accepted.size;
      const { productId, said, before } = await cross(shop, writer, halt, replaceAndStore);
      assert.deepEqual(await whatWasAdded(shop, productId, before), [], "only the new pictures");
      assert.equal(await said, writer.says.replaced);
      return await assertRight(shop, productId, since);
    },
  };
}

/** Versions that were added, and that are no current picture. */
async function whatWasAdded(
  shop: LateShop,
  productId: string,
  before: ReadonlySet<string>,
): Promise<string[]> {
  const { images } = await loadImages(shop.db, productId);
  const current = Object.values(images).map(({ stored }) => `${stored?.key} `);
  const versions = await versionsOf(shop, productId);
  return versions.filter((version) =>
    !before.has(version) && !current.some((key) => version.startsWith(key))
  );
}

/**
 * The writer is halted at its last moment: what it has put has no event yet. Another job, command or view runs from
 * start to end meanwhile.
 */
function together(writer: Writer, { name, repairs, run }: Meanwhile): Cell<LateShop> {
  const halt = writer.halts.at(-1)!;
  return {
    fault: `${name} at the same time`,
    moment: `${writer.name}: ${halt.name} is late`,
    expected: "each does its work, and the picture is stored once",
    run: async (shop) => {
      const since = shop.accepted.size;
      const { productId, said } = await cross(shop, writer, halt, run);
      const { calm, repaired = calm } = writer.says;
      assert.equal(await said, repairs ? repaired : calm);
      return await assertRight(shop, productId, since);
    },
  };
}

/** Each writer at each moment, while its product is deleted or its picture replaced. */
export function lateCells(): readonly Cell<LateShop>[] {
  return [...WRITERS, VIEWER].flatMap((writer) =>
    writer.halts.flatMap((halt) => [deletion(writer, halt), replacement(writer, halt)])
  );
}

/** Each writer, while each other command runs. A view would wait for the other view. */
export function pairCells(): readonly Cell<LateShop>[] {
  return [
    ...WRITERS.flatMap((writer) => [...OTHERS, VIEWS].map((other) => together(writer, other))),
    ...OTHERS.map((other) => together(VIEWER, other)),
  ];
}
