import assert from "node:assert/strict";
import { addProduct, appendAll } from "../../devkit/testing/event_log.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { uploaded } from "../../devkit/testing/images.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const IDS = ["Chaise n° 7", "-7", "x\ny\u001b[31m", "ж".repeat(200)];

interface Case {
  readonly command: string;
  readonly id: string;
  readonly args?: readonly string[];
  /** What the command prints of it. */
  readonly says: string;
}

const CASES: readonly Case[] = [
  { command: "events", id: "Chaise n° 7", says: "  Chaise n° 7  " },
  { command: "events", id: "Chaise n° 7", args: ["--full"], says: '"Chaise n° 7" v1 cover' },
  { command: "as_of", id: "-7", args: ["--at", "9"], says: "-7  version 1, event 2" },
  { command: "verify", id: "x\ny\u001b[31m", says: "x\\u000ay\\u001b[31m  cover_image_url" },
  { command: "replay", id: "ж".repeat(200), args: ["--dry-run"], says: "ж".repeat(200) },
];

Deno.test("commands take any product id, and print it on one line", async (t) => {
  await using log = await openUnit({ db: "projected" });
  for (const id of IDS) {
    await addProduct(log.db, id);
    await appendAll(log.db, id, uploaded("a"));
  }
  await log.db.updateTable("products").set({ cover_image_url: null }).execute();
  for (const { command, id, args = [], says } of CASES) {
    await t.step(`${command} ${says}`, async () => {
      const env = { DATABASE_URL: log.url };
      const { stdout, stderr } = await runScript(command, {
        args: [`--product=${id}`, ...args],
        env,
      });
      assert.ok(stdout.split("\n").some((line) => line.includes(says)), `${stdout}${stderr}`);
    });
  }
});
