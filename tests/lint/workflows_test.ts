import assert from "node:assert/strict";
import { problemsOfWorkflow } from "../../devkit/workflows/rules.ts";

const ROOT = new URL("../../", import.meta.url);
const FOLDER = new URL(".github/workflows/", ROOT);

const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
const KNOWN = { tasks: Object.keys(tasks), deno: Deno.version.deno };

const WORKFLOWS = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).sort();

Deno.test("there are workflows for each change and for a release", () => {
  assert.deepEqual(WORKFLOWS, ["ci.yml", "release.yml"]);
});

Deno.test.each(WORKFLOWS)(".github/workflows/%s keeps the rules", async (name) => {
  const text = await Deno.readTextFile(new URL(name, FOLDER));
  assert.deepEqual(problemsOfWorkflow(text, KNOWN), []);
});

const GOOD = `
on: push
permissions: {}
env:
  DENO: deno@${Deno.version.deno}
jobs:
  one:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@${"a".repeat(40)} # v6.0.2
        with:
          persist-credentials: false
      - run: npx "$DENO" task test
`;

Deno.test("a workflow that keeps the rules has no problem", () => {
  assert.deepEqual(problemsOfWorkflow(GOOD, KNOWN), []);
});

Deno.test.each<{ name: string; change: [string, string]; expected: RegExp }>([
  // Not the tag, which can be moved: https://docs.github.com/en/actions/reference/security/secure-use
  { name: "a tag", change: ["@" + "a".repeat(40), "@v6"], expected: /must be pinned/ },
  { name: "a hash without its version", change: [" # v6.0.2", ""], expected: /must be pinned/ },
  { name: "a short hash", change: ["a".repeat(40), "a".repeat(7)], expected: /must be pinned/ },
  {
    name: "rights of the repository's settings",
    change: ["permissions: {}", "name: it"],
    expected: /^permissions must be \{\}/,
  },
  {
    name: "a job without rights of its own",
    change: ["    permissions:\n      contents: read\n", ""],
    expected: /^one: permissions are missing/,
  },
  {
    name: "a job without a limit",
    change: ["    timeout-minutes: 5\n", ""],
    expected: /^one: timeout-minutes is missing/,
  },
  {
    name: "a system that changes",
    change: ["ubuntu-24.04", "ubuntu-latest"],
    expected: /^one: runs-on must name a version/,
  },
  {
    name: "a token that stays on the disk",
    change: ["persist-credentials: false", "fetch-depth: 0"],
    expected: /^one: actions\/checkout must have/,
  },
  {
    name: "a title of a stranger in a script",
    change: ["task test", "task test ${{ github.event.pull_request.title }}"],
    expected: /^one: a script must get values from env/,
  },
  {
    name: "a task that is not there",
    change: ["task test", "task tset"],
    expected: /no task tset/,
  },
  {
    name: "another Deno",
    change: [`deno@${Deno.version.deno}`, "deno@2.0.0"],
    expected: /^env\.DENO must be/,
  },
  {
    name: "a key that GitHub does not know",
    change: ["runs-on", "run-on"],
    expected: /^one: run-on is not known/,
  },
  {
    name: "a need of a job that is not there",
    change: ["    runs-on:", "    needs: two\n    runs-on:"],
    expected: /^one: needs two, and/,
  },
  { name: "wrong YAML", change: ["jobs:", "jobs: ]"], expected: /at line \d+, column \d+/ },
  {
    name: "an expression of an unknown context",
    change: ["timeout-minutes: 5", "timeout-minutes: 5\n    if: ${{ gihub.ref == 'a' }}"],
    expected: /^gihub\.ref.* names no context/,
  },
])("the rules refuse $name", ({ change: [from, to], expected }) => {
  const changed = GOOD.replace(from, () => to);
  assert.notEqual(changed, GOOD);
  const problems = problemsOfWorkflow(changed, KNOWN);
  assert.ok(
    problems.some((problem) => expected.test(problem)),
    problems.join("\n") || "no problem",
  );
});
