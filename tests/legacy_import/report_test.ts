import assert from "node:assert/strict";
import { openReport } from "../../src/legacy_import/mod.ts";

const now = () => new Date("2026-01-02T03:04:05Z");
const at = "2026-01-02T03:04:05.000Z";
const run = { root: "/old", dryRun: false, mappings: [] };
const migrated = { product: "TBF-1", image: "cover", outcome: "migrated" } as const;

/** A folder for one report. */
async function openFolder() {
  const dir = await Deno.makeTempDir({ prefix: "vitrine-report-" });
  return { dir, [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }) };
}

Deno.test("openReport() appends to earlier runs, also after an incomplete line", async () => {
  await using folder = await openFolder();
  const path = `${folder.dir}/report.jsonl`;
  {
    await using report = await openReport(path, { run, now });
    await report.add([migrated, {
      ...migrated,
      image: "thumb",
      outcome: "missing",
      reason: "not_found",
    }]);
    await report.add([]);
    await report.end({ complete: true });
  }
  await Deno.writeTextFile(path, '{"at":"2026-01-02T03', { append: true });
  {
    await using report = await openReport(path, { run, now });
    await report.add([migrated]);
  }
  const started = `{"at":"${at}","run":{"root":"/old","dryRun":false,"mappings":[]}}`;
  const hint = "No such file below --root. Copy it there, correct the column, or use --map.";
  assert.deepEqual((await Deno.readTextFile(path)).split("\n"), [
    started,
    `{"at":"${at}","product":"TBF-1","image":"cover","outcome":"migrated"}`,
    `{"at":"${at}","product":"TBF-1","image":"thumb","outcome":"missing","reason":"not_found","hint":"${hint}"}`,
    `{"at":"${at}","end":{"complete":true}}`,
    '{"at":"2026-01-02T03',
    started,
    `{"at":"${at}","product":"TBF-1","image":"cover","outcome":"migrated"}`,
    `{"at":"${at}","end":{"complete":false}}`,
    "",
  ]);
});

Deno.test("openReport() keeps the lines of a product together when products end at the same time", async () => {
  await using folder = await openFolder();
  const path = `${folder.dir}/report.jsonl`;
  await using report = await openReport(path, { run, now });
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      report.add([{ ...migrated, product: `TBF-${n}` }, {
        ...migrated,
        product: `TBF-${n}`,
        image: "thumb",
      }])),
  );
  const lines = (await Deno.readTextFile(path)).trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  ).filter(({ product }) => product !== undefined);
  assert.equal(lines.length, 40);
  for (let n = 0; n < 40; n += 2) assert.equal(lines[n].product, lines[n + 1].product);
});
