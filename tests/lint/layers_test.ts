import assert from "node:assert/strict";
import { judgeImport, layerOf, LAYERS, ON_DEMAND, PACKAGES, RESERVED } from "../../lint/layers.ts";
import { lint } from "../../devkit/testing/lint.ts";

interface Case {
  readonly name: string;
  readonly file: string;
  readonly source: string;
  readonly expected: readonly string[];
}

Deno.test.each<Case>([
  {
    name: "lets a layer import the rows above its row",
    file: "src/telegram/bot.ts",
    source:
      `import { deliver } from "../pictures/mod.ts"; import { decide } from "../domain/mod.ts";`,
    expected: [],
  },
  {
    name: "lets a layer import itself, and packages",
    file: "src/storage/b2_store.ts",
    source:
      `import { withDeadline } from "./deadline.ts"; import { S3Client } from "@aws-sdk/client-s3";`,
    expected: [],
  },
  {
    name: "lets every layer import errors and log",
    file: "src/http/app.ts",
    source: `import { logger } from "../log.ts"; import { VitrineError } from "../errors.ts";`,
    expected: [],
  },
  {
    name: "refuses a row below",
    file: "src/domain/decide.ts",
    source: `import { openDatabase } from "../postgres/mod.ts";`,
    expected: ["src/domain/ must not import src/postgres/"],
  },
  {
    name: "refuses the log to the domain: they are siblings",
    file: "src/domain/decide.ts",
    source: `import { logger } from "../log.ts";`,
    expected: ["src/domain/ must not import src/log.ts"],
  },
  {
    name: "refuses a sibling, even for its types",
    file: "src/storage/b2_store.ts",
    source: `import type { Engine } from "../imaging/mod.ts";`,
    expected: ["src/storage/ must not import src/imaging/"],
  },
  {
    name: "refuses a sibling in an export",
    file: "src/jobs/mod.ts",
    source: `export * from "../telegram/mod.ts"; export { app } from "../http/mod.ts";`,
    expected: [
      "src/jobs/ must not import src/telegram/",
      "src/jobs/ must not import src/http/",
    ],
  },
  {
    name: "refuses a sibling in import() and in a type",
    file: "src/jobs/mod.ts",
    source: `await import("../telegram/mod.ts"); let a: import("../http/mod.ts").App;`,
    expected: [
      "src/jobs/ must not import src/telegram/",
      "src/jobs/ must not import src/http/",
    ],
  },
  {
    name: "refuses the settings below main.ts",
    file: "src/pictures/mod.ts",
    source: `import { readConfig } from "../config.ts";`,
    expected: ["src/pictures/ must not import src/config.ts"],
  },
  {
    name: "refuses the embedded parts below main.ts, also with import()",
    file: "src/http/app.ts",
    source: `await import("../embedded/s3.ts");`,
    expected: ["src/http/ must not import src/embedded/"],
  },
  {
    name: "refuses a static import of the embedded parts in main.ts",
    file: "main.ts",
    source: `import { openEmbeddedS3 } from "./src/embedded/s3.ts";`,
    expected: ["main.ts must load src/embedded/ with import()"],
  },
  {
    name: "refuses a static import of types, because it loads the module",
    file: "main.ts",
    source: `import { type EmbeddedS3 } from "./src/embedded/s3.ts";`,
    expected: ["main.ts must load src/embedded/ with import()"],
  },
  {
    name: "lets main.ts load the embedded parts with import()",
    file: "main.ts",
    source: `import type { A } from "./src/embedded/s3.ts"; await import("./src/embedded/s3.ts");`,
    expected: [],
  },
  {
    name: "lets the devkit import the embedded parts in any form",
    file: "devkit/demo.ts",
    source: `import { openEmbeddedS3 } from "../src/embedded/s3.ts";`,
    expected: [],
  },
  {
    name: "refuses the devkit to the operators' commands",
    file: "scripts/replay.ts",
    source: `import { photoJpeg } from "../devkit/testing/pictures.ts";`,
    expected: ["scripts/ must not import devkit/"],
  },
  {
    name: "lets the embedded parts, the devkit and tests import the local Telegram by its name",
    file: "src/embedded/parts.ts",
    source: `await import("@vitrine/local-telegram");`,
    expected: [],
  },
  {
    name: "refuses a path into the local Telegram",
    file: "tests/e2e/sell_test.ts",
    source: `import { openJournal } from "../../local-telegram/src/state/journal.ts";`,
    expected: ["tests/ must import local-telegram/ by its name, @vitrine/local-telegram"],
  },
  {
    name: "refuses the local Telegram to main.ts, even for its types",
    file: "main.ts",
    source: `import type { LocalTelegram } from "@vitrine/local-telegram";`,
    expected: ["main.ts must not import local-telegram/"],
  },
  {
    name: "refuses the local Telegram to the bot",
    file: "src/telegram/bot.ts",
    source: `await import("@vitrine/local-telegram");`,
    expected: ["src/telegram/ must not import local-telegram/"],
  },
  {
    name: "refuses everything outside of it to the local Telegram",
    file: "local-telegram/src/server/bot_api.ts",
    source: `import { pause } from "../../../src/std/mod.ts";`,
    expected: ["local-telegram/ must not import src/std/"],
  },
  {
    name: "lets the local Telegram import itself, by path and by name",
    file: "local-telegram/example/bot_test.ts",
    source: `import "../src/mod.ts"; import "@vitrine/local-telegram";`,
    expected: [],
  },
  {
    name: "asks for the layer of a new folder",
    file: "src/billing/mod.ts",
    source: `import { decide } from "../domain/mod.ts";`,
    expected: ["src/billing/mod.ts is in no layer: add its folder to lint/layers.ts"],
  },
])("layers $name", ({ file, source, expected }) => {
  assert.deepEqual(lint("layers", file, source), expected);
});

Deno.test("judgeImport() lets no two layers import each other", () => {
  const layers = LAYERS.flat();
  const allowed = (from: string, to: string) =>
    judgeImport({ from, to, isStatic: false }) === undefined;
  for (const [index, a] of layers.entries()) {
    for (const b of layers.slice(index + 1)) {
      assert.ok(!(allowed(a, b) && allowed(b, a)), `${a} and ${b}`);
    }
  }
});

Deno.test("RESERVED, ON_DEMAND and PACKAGES name layers of the table only", () => {
  const named = [RESERVED, ON_DEMAND].flatMap(Object.entries).flat(2);
  named.push(...Object.keys(PACKAGES));
  assert.deepEqual(named.filter((layer) => !LAYERS.flat().includes(layer)), []);
});

Deno.test("layerOf() knows every file and folder of src", async () => {
  const unknown = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL("../../src/", import.meta.url))) {
    const path = `src/${name}${isDirectory ? "/" : ""}`;
    if (layerOf(path) === undefined) unknown.push(path);
  }
  assert.deepEqual(unknown, []);
});
