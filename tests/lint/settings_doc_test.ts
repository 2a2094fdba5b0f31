import assert from "node:assert/strict";
import { readConfig, SETTING_NAMES } from "../../src/config.ts";
import {
  findDocuments,
  isCurrent,
  readDocument,
  tableRows,
} from "../../devkit/testing/documents.ts";

const rows = tableRows(await readDocument("docs/settings.md"))
  .filter(([variable]) => variable !== "variable");

Deno.test("docs/settings.md has a row for every setting", () => {
  const names = rows.map(([variable]) => variable!.replaceAll("`", ""));
  assert.deepEqual([...names].sort(), [...SETTING_NAMES].sort());
});

/** Settings with which a default of any part can be compared. */
const PARTS = { TELEGRAM_BOT_TOKEN: `123456789:${"A".repeat(35)}` };

const defaults = rows.flatMap(([variable, value]) => {
  const [, written] = /^`([^`]+)`$/.exec(value!) ?? [];
  return written === undefined ? [] : [{ name: variable!.replaceAll("`", ""), written }];
});

Deno.test.each(defaults)("docs/settings.md: $name=$written is the default", ({ name, written }) => {
  const result = readConfig({ ...PARTS, [name]: written });
  assert.ok("config" in result, JSON.stringify(result));
  assert.deepEqual(result, readConfig(PARTS));
});

/** Names in documents that are no settings of the shop, but of the build, of Deno, of tests, or of another program. */
const OTHERS = new Set(
  `NET_HOSTS POSTGRES_DB POSTGRES_USER POSTGRES_PASSWORD SOURCE_DATABASE_URL
  DENO_DIR DENO_NO_PROMPT DENO_NO_UPDATE_CHECK NODE_OPTIONS
  VITRINE_TESTS VITRINE_SEED TEST_DATABASE_URL MALLOC_MMAP_THRESHOLD_ MALLOC_ARENA_MAX
  HANG_MS JWRN_JFIF_MAJOR YOUR_COPY_OF_THE_REPOSITORY`.split(/\s+/),
);

Deno.test("documents and deploy files name only settings that exist", async () => {
  const known = new Set([...SETTING_NAMES, ...OTHERS]);
  const documents = (await findDocuments()).filter((path) =>
    isCurrent(path) && !path.startsWith("local-telegram/")
  );
  const files = ["env.example", "compose.yaml", "vitrine.service"].map((name) => `deploy/${name}`);
  for (const path of [...documents, ...files]) {
    const text = await readDocument(path);
    // `B2_*` is a group of settings, `AF_…` are words of systemd, `OTEL_…` of OpenTelemetry.
    const names = text.match(/(?<![\w-])(?!AF_|OTEL_)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+_?\b(?![*/])/g) ??
      [];
    for (const name of names) assert.ok(known.has(name), `${path}: there is no setting ${name}`);
  }
});
