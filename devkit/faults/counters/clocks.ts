import assert from "node:assert/strict";
import { sql } from "kysely";
import { objectKey } from "../../../src/domain/object_key.ts";
import { sha256Hex } from "../../../src/storage/mod.ts";
import { runScript } from "../../testing/command.ts";
import type { ProcessShop } from "../../testing/shop.ts";
import { until } from "../../testing/until.ts";
import { assertNothingLost, type Pictures } from "../invariants.ts";
import { plainRun } from "../ledger.ts";
import type { Cell } from "../matrix.ts";
import { type FaultShop, openFaultShop } from "../shop.ts";
import { sellStored } from "../telegram/steps.ts";
import { SCENES } from "./scenes.ts";

const SHIFTED = new URL("shifted_clock.ts", import.meta.url).pathname;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What a process takes for the time, unlike PostgreSQL, B2 and Telegram. */
export interface WrongTime {
  readonly fault: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The shortest grace period in hours that protects a new object. */
  readonly graceHours: number;
  /** A new object seems to be older than a grace period of none. */
  readonly isPast: boolean;
}

function shifted(byMs: number): WrongTime["environment"] {
  return { SHIFT_CLOCK_MS: String(byMs) };
}

/** Clocks a day ahead and behind, and the zones that are furthest from UTC or have no whole hours. */
export const WRONG_TIMES: readonly WrongTime[] = [
  { fault: "a clock a day ahead", environment: shifted(DAY_MS), graceHours: 48, isPast: true },
  { fault: "a clock a day behind", environment: shifted(-DAY_MS), graceHours: 48, isPast: false },
  {
    fault: "the zone UTC+14",
    environment: { TZ: "Pacific/Kiritimati" },
    graceHours: 1,
    isPast: true,
  },
  {
    fault: "the zone UTC-3:30",
    environment: { TZ: "America/St_Johns" },
    graceHours: 1,
    isPast: true,
  },
];

/** A shop in a process that takes another time for the right one. */
export type MistakenShop = FaultShop & ProcessShop;

/** Opens the shop. */
export async function openMistaken({ environment }: WrongTime): Promise<MistakenShop> {
  const by = ["sh", "-c", `shift; exec "$0" run --preload=${SHIFTED} "$@"`];
  return await openFaultShop({ as: "process", environment, by });
}

/** Runs a command under the same clock as the shop. It must succeed. Returns its lines of JSON. */
async function command(shop: FaultShop, name: string, args: readonly string[]) {
  const { code, stdout, stderr } = await runScript(name, {
    args: [...args, "--json"],
    env: shop.environment,
    flags: [`--preload=${SHIFTED}`],
  });
  assert.equal(code, 0, stderr);
  return stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

async function replaceInPeace(shop: FaultShop): Promise<void> {
  await SCENES[1]!.scenario(shop, () => Promise.resolve());
}

async function sellInPeace(shop: FaultShop): Promise<void> {
  await sellStored(shop);
}

async function serve(shop: MistakenShop, { environment }: WrongTime): Promise<Pictures> {
  const since = shop.accepted.size;
  const clock = Date.parse(String(shop.process.log.at(-1)?.time));
  const awayMs = clock - Date.now() - Number(environment.SHIFT_CLOCK_MS ?? 0);
  assert.ok(Math.abs(awayMs) < DAY_MS / 4, "the shop has this clock");
  await replaceInPeace(shop);
  await until("the shop is ready", async () => {
    const { status, body } = await fetch(`${shop.process.url}/readyz`);
    await body?.cancel();
    return status === 200;
  });
  return await assertNothingLost(shop, { since, like: await plainRun(replaceInPeace) });
}

/** Reconciles beside an upload whose event is still to come. */
async function reconcile(
  shop: MistakenShop,
  { graceHours, isPast }: WrongTime,
): Promise<Pictures> {
  const since = shop.accepted.size;
  const productId = await sellStored(shop);
  const bytes = new TextEncoder().encode("an upload");
  const sha256 = sha256Hex(bytes);
  const key = objectKey(productId, "cover", sha256);
  await shop.store.put(key, bytes, { sha256, contentType: "image/jpeg" });
  const [deletes, grace] = ["--delete-orphans", "--grace-hours"];
  const kept = await command(shop, "reconcile", [deletes, grace, String(graceHours)]);
  assert.equal(kept.at(-1).recent, 1, "the upload is new");
  assert.deepEqual(await shop.store.get(key), bytes, "the upload is kept");
  const deleted = await command(shop, "reconcile", [deletes, grace, "0"]);
  assert.equal(deleted.at(-1).deleted, isPast ? 1 : 0);
  if (!isPast) await shop.store.delete(key);
  return await assertNothingLost(shop, { since, like: await plainRun(sellInPeace) });
}

/** Asks for the columns before and after a sale. */
async function lookBack(shop: MistakenShop): Promise<Pictures> {
  const since = shop.accepted.size;
  const moments = [await timeOf(shop)];
  const productId = await sellStored(shop);
  moments.push(await timeOf(shop));
  const shown = [];
  for (const at of moments) {
    shown.push((await command(shop, "as_of", ["--at", at, "--product", productId])).length);
  }
  assert.deepEqual(shown, [0, 1], "products before and after the sale");
  return await assertNothingLost(shop, { since, like: await plainRun(sellInPeace) });
}

/** The time of PostgreSQL, as an operator in Newfoundland writes it. */
async function timeOf({ db }: FaultShop): Promise<string> {
  const { rows } = await sql<{ at: string }>`
    select to_char(clock_timestamp() at time zone 'UTC' - interval '3:30',
      'YYYY-MM-DD"T"HH24:MI:SS.US"-03:30"') as at`.execute(db);
  return rows[0]!.at;
}

/** The cells of a wrong time. They share a shop. */
export function clockCells(time: WrongTime): readonly Cell<MistakenShop>[] {
  const { fault, environment } = time;
  const service: Cell<MistakenShop> = {
    fault,
    moment: "a sale, a replacement, their jobs and views",
    expected: "everything is stored and shown; /readyz says ready",
    run: (shop) => serve(shop, time),
  };
  // The shop shows no time to anybody, and keeps none without a zone.
  const isShifted = environment.SHIFT_CLOCK_MS !== undefined;
  return [...(isShifted ? [service] : []), {
    fault,
    moment: "reconcile, beside an upload that has no event yet",
    expected: "it keeps the upload in the grace period",
    run: (shop) => reconcile(shop, time),
  }, {
    fault,
    moment: "as-of, before and after a sale",
    expected: "it shows the product only after its sale",
    run: lookBack,
  }];
}
