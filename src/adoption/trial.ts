import { sql } from "kysely";
import type { DatabaseTransaction } from "../postgres/mod.ts";
import { explainFailure } from "./explain.ts";
import { addObstacle, attemptWork, type Findings } from "./findings.ts";
import type { Trial } from "./expect_row.ts";
import { type Act, ACTS } from "./sale.ts";

/** More obstacles than this are not looked for. */
const MOST = 40;

/**
 * Tries a sale by the statements that the shop uses, and undoes it. The remedy of an obstacle is tried too, so that the
 * next one is found, and so that it is known to help. The schema must be up to date.
 */
export async function trySale(tx: DatabaseTransaction, findings: Findings): Promise<void> {
  const undo = new Error("undo the trial");
  const failed = await attemptWork(tx, async () => {
    const trial = await openTrial(tx);
    for (const act of ACTS) {
      if (!await perform(trial, act, findings)) break;
    }
    throw undo;
  });
  if (failed !== undo) throw failed;
}

async function openTrial(tx: DatabaseTransaction): Promise<Trial> {
  const { rows } = await sql<{ anyScript: boolean }>`
    select getdatabaseencoding() in ('UTF8', 'SQL_ASCII') as "anyScript"`.execute(tx);
  const target = { botId: 1, publicUrl: "https://pictures.example/file/bucket" };
  const row = { bot_id: target.botId, public_url: target.publicUrl };
  await tx.deleteFrom("image_projection_target").execute();
  await tx.insertInto("image_projection_target").values(row).execute();
  return { tx, target, listed: [], ...rows[0]! };
}

/** Performs an act, over each obstacle that can be taken away. Returns false when it fails all the same. */
async function perform(trial: Trial, act: Act, findings: Findings): Promise<boolean> {
  for (let round = 0; round < MOST; round++) {
    const failure = await attemptAct(trial, act);
    if (failure === undefined) return true;
    const obstacle = await explainFailure(trial, act, failure);
    const isKnown = findings.obstacles.some(({ object }) => object === obstacle.object);
    if (isKnown) return false;
    if (!await addObstacle(trial.tx, findings, obstacle)) return false;
  }
  return false;
}

/** Returns the failure. Deferred constraints are checked too: they are set to be checked at once. */
async function attemptAct({ tx, listed, ...trial }: Trial, act: Act): Promise<unknown> {
  const before = listed.length;
  const failure = await attemptWork(tx, () => act.run({ tx, listed, ...trial }));
  if (failure !== undefined) listed.splice(before);
  // An act that broke in an unexpected way is a bug, not an obstacle.
  if (failure instanceof TypeError) throw failure;
  return failure;
}
