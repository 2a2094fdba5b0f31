import assert from "node:assert/strict";
import { runScript } from "../../devkit/testing/command.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

interface Case {
  readonly name: string;
  readonly urlOf: (shop: URL) => void;
  readonly said: RegExp;
}

const CASES: readonly Case[] = [
  {
    name: "a database that is not there",
    urlOf: (url) => url.pathname = "/no_such_shop",
    said: /"no_such_shop" does not exist[^]*What helps: .*at the end of the source's URL\./,
  },
  {
    name: "a user that is not there",
    urlOf: (url) => url.username = "nobody_here",
    said: /What helps: .*the source's URL/,
  },
  {
    name: "a server that is not there",
    urlOf: (url) => url.port = "1",
    said: /What helps: correct host and port in the source's URL/,
  },
];

Deno.test("import says what helps against a wrong source, and names no setting of the shop", async (t) => {
  await using shop = await openUnit({ db: "projected" });
  for (const { name, urlOf, said } of CASES) {
    await t.step(name, async () => {
      const url = new URL(shop.url);
      urlOf(url);
      const { code, stderr } = await runScript("import", {
        args: ["--table", "items"],
        env: { DATABASE_URL: shop.url, SOURCE_DATABASE_URL: url.href },
      });
      assert.equal(code, 1);
      assert.match(stderr, said);
      assert.doesNotMatch(stderr.replaceAll("SOURCE_DATABASE_URL", ""), /DATABASE_URL|DATABASE_CA/);
    });
  }
});
