import assert from "node:assert/strict";
import { findTestFiles, groupsOf, textOf } from "../../devkit/testing/groups.ts";
import { loadTests } from "../../devkit/testing/load_tests.ts";

Deno.test("groupsOf() puts each test file into one group, and this one too", async () => {
  const files = await findTestFiles();
  assert.ok(files.includes("tests/devkit/groups_test.ts"));
  assert.ok(files.some((path) => path.startsWith("local-telegram/")));
  assert.ok(!files.some((path) => path.includes("node_modules")));
  const grouped = groupsOf(files).flatMap((group) => group.files);
  assert.deepEqual(grouped.toSorted(), files.toSorted());
});

Deno.test("groupsOf() splits what is long evenly, and starts the longest folders first", () => {
  const files = Array.from({ length: 25 }, (_, n) => `tests/std/${n}_test.ts`);
  const faults = ["tests/faults/silence_test.ts", "tests/faults/memory_test.ts"];
  const others = ["tests/main_test.ts", "tests/e2e/kill_test.ts", ...faults];
  const groups = groupsOf([...files, ...others]);
  assert.deepEqual(
    groups.map(({ name, files }) => [name, files.length]),
    [
      ["1_longest_1", 1],
      ["2_e2e_1", 1],
      ["3_others_1", 9],
      ["4_others_2", 9],
      ["5_others_3", 8],
      ["6_last_1", 1],
    ],
  );
});

Deno.test("textOf() imports each file by its path, and names it", () => {
  const text = textOf({ name: "1_std_1", files: ["tests/std/retry_test.ts"] });
  assert.match(text, /^import { loadTests } from "\.\.\/devkit\/testing\/load_tests\.ts";$/m);
  assert.match(
    text,
    /loadTests\("tests\/std\/retry_test\.ts", \(\) => import\("\.\.\/tests\/std\/retry_test\.ts"\)\)/,
  );
});

Deno.test("loadTests() makes a failed test of a file that cannot be loaded", async () => {
  const cause = new SyntaxError("Unexpected token");
  const registered: { name: string; fn: () => void }[] = [];
  await loadTests(
    "tests/std/a_test.ts",
    () => Promise.reject(cause),
    (name, fn) => registered.push({ name, fn }),
  );
  assert.deepEqual(registered.map(({ name }) => name), ["tests/std/a_test.ts can be loaded"]);
  assert.throws(registered[0]!.fn, cause);
});
