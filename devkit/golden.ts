/**
 * Keeps a database of this release, for the tests of later releases.
 * @module
 */
import { runCommand } from "../src/command.ts";
import { dumpRows, type GoldenDatabase, hashMigrations } from "./golden/release_rows.ts";
import { fillGoldenShop } from "./golden/golden_shop.ts";
import { openUnit } from "./testing/unit.ts";

const HELP = `deno task golden

Writes tests/golden/release_VERSION.json: the rows of a small shop of this
release, in which each kind of event has happened, and the hashes of its
migrations. From then on, a test restores and upgrades it. A release needs it.

Exits 0 done, 1 failed, 2 wrong usage.`;

const ROOT = new URL("../", import.meta.url);

async function run(): Promise<number> {
  const { version } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  await using unit = await openUnit({ db: "projected", fresh: true });
  await fillGoldenShop(unit.db);
  const golden: GoldenDatabase = {
    release: version,
    migrations: await hashMigrations(),
    rows: await dumpRows(unit.db),
  };
  const file = new URL(`tests/golden/release_${version}.json`, ROOT);
  await Deno.writeTextFile(file, JSON.stringify(golden, null, 2));
  const format = { args: ["fmt", "--quiet", file.pathname], cwd: ROOT };
  const { success } = await new Deno.Command(Deno.execPath(), format).output();
  console.log(`tests/golden/release_${version}.json`);
  return success ? 0 : 1;
}

if (import.meta.main) await runCommand({ help: HELP, run });
