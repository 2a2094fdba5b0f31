import assert from "node:assert/strict";
import { openReport } from "../../src/legacy_import/mod.ts";

const now = () => new Date("2026-01-02T03:04:05Z");
const run = {
  root: "/old",
  dryRun: false,
  mappings: [{ from: "/app", to: "", state: "recognised", rows: 3 }],
} as const;
const HEAD =
  "\ufeffat,product,title,image,outcome,reason,value,file,tried,similar,hint,key,leftBehind,picture";

Deno.test("a table escapes separators, quotes, line breaks and formulas, and begins as Excel expects", async () => {
  const path = `${await Deno.makeTempDir()}/report.csv`;
  {
    await using report = await openReport(path, { run, now });
    await report.add([{
      product: "=HYPERLINK(1)",
      title: 'A "round" table, old\r\nand heavy',
      image: "cover",
      outcome: "migrated",
      value: "@SUM(A1)",
      tried: ["-1.jpg", "b c.jpg"],
      file: "+1.jpg",
    }]);
    const products = [{ product: "TBF-2", title: null }];
    await report.end({ complete: true, pictureless: { count: 1, products } });
  }
  {
    // It keeps the separator that it began with.
    await using report = await openReport(path, {
      run: { ...run, mappings: [] },
      now,
      language: "fr",
    });
    await report.add([{
      product: "TBF-3",
      image: "cover",
      picture: 3,
      outcome: "failed",
      title: "a;b",
    }]);
  }
  const at = "2026-01-02T03:04:05.000Z";
  assert.deepEqual((await Deno.readTextFile(path)).split("\n"), [
    HEAD,
    `${at},,,,mapping,recognised,/app,.,,,3,,,`,
    `${at},"'=HYPERLINK(1)","A ""round"" table, old\\u000d\\u000aand heavy",cover,migrated,,"'@SUM(A1)","'+1.jpg","'-1.jpg | b c.jpg",,,,,1`,
    `${at},TBF-2,,,no_picture,empty_columns,,,,,,,,`,
    `${at},TBF-3,"a;b",cover,failed,,,,,,"Relancez la commande. Si l’échec se répète, enregistrez une nouvelle copie.",,,3`,
    "",
  ]);
  await Deno.remove(path);
});

Deno.test("a table for France separates with semicolons, because a comma is the decimal sign there", async () => {
  const path = `${await Deno.makeTempDir()}/report.csv`;
  {
    await using _ = await openReport(path, { run, now, language: "fr" });
  }
  assert.equal((await Deno.readTextFile(path)).split("\n")[0], HEAD.replaceAll(",", ";"));
  await Deno.remove(path);
});
