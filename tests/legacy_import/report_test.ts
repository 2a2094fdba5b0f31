import assert from "node:assert/strict";
import { openReport } from "../../src/legacy_import/mod.ts";

const now = () => new Date("2026-01-02T03:04:05Z");
const migrated = { product: "TBF-1", image: "cover", outcome: "migrated" } as const;

Deno.test("openReport() appends to earlier runs, also after an incomplete line", async () => {
  const path = await Deno.makeTempFile();
  {
    using report = await openReport(path, now);
    await report.add([migrated, {
      ...migrated,
      image: "thumb",
      outcome: "missing",
      reason: "not_found",
    }]);
    await report.add([]);
  }
  await Deno.writeTextFile(path, '{"at":"2026-01-02T03', { append: true });
  {
    using report = await openReport(path, now);
    await report.add([migrated]);
  }
  const at = "2026-01-02T03:04:05.000Z";
  assert.deepEqual((await Deno.readTextFile(path)).split("\n"), [
    `{"at":"${at}","product":"TBF-1","image":"cover","outcome":"migrated"}`,
    `{"at":"${at}","product":"TBF-1","image":"thumb","outcome":"missing","reason":"not_found"}`,
    '{"at":"2026-01-02T03',
    `{"at":"${at}","product":"TBF-1","image":"cover","outcome":"migrated"}`,
    "",
  ]);
  await Deno.remove(path);
});

Deno.test("openReport() keeps the lines of a product together when products end at the same time", async () => {
  const path = await Deno.makeTempFile();
  using report = await openReport(path, now);
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
  );
  assert.equal(lines.length, 40);
  for (let n = 0; n < 40; n += 2) assert.equal(lines[n].product, lines[n + 1].product);
  await Deno.remove(path);
});
