import assert from "node:assert/strict";
import { readChangelog } from "../../devkit/release/changelog.ts";
import { makeRelease, type ReleaseOptions } from "../../devkit/release/make_release.ts";

Deno.test.each([
  { name: "nothing in a text without entries", text: "# Changes\n\nNothing yet.\n", expected: [] },
  {
    // https://keepachangelog.com/en/1.1.0/
    name: "headings with brackets and dates, and parts of an entry",
    text: "# Changelog\n\n## [Unreleased]\n\n## [1.0.0] - 2026-11-28\n\n### Added\n\n- A shop.\n",
    expected: [["Unreleased", ""], ["1.0.0", "### Added\n\n- A shop."]],
  },
  {
    name: "line breaks of Windows, and a v",
    text: "## v1.1.0 (2026-12-01)\r\n\r\nBetter.\r\n",
    expected: [["1.1.0", "Better."]],
  },
])("readChangelog() finds $name", ({ text, expected }) => {
  assert.deepEqual(readChangelog(text).map(({ version, notes }) => [version, notes]), expected);
});

/** A repository whose gates pass, with this version and these notes. */
async function createRepository(files: Readonly<Record<string, string>>) {
  const dir = await Deno.makeTempDir({ prefix: "vitrine-release-" });
  for (const [name, text] of Object.entries(files)) {
    await Deno.mkdir(`${dir}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${dir}/${name}`, text);
  }
  const git = async (...args: string[]) => {
    const env = { GIT_CONFIG_GLOBAL: "/dev/null" };
    const { success, stdout } = await new Deno.Command("git", { args, cwd: dir, env }).output();
    assert.ok(success, args.join(" "));
    return new TextDecoder().decode(stdout);
  };
  await git("init", "--quiet");
  await git("config", "user.email", "a@example.com");
  await git("config", "user.name", "A");
  await git("add", ".");
  await git("commit", "--quiet", "--message", "first");
  return { dir, git, [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }) };
}

Deno.test("deno task release makes a tag only when nothing is in the way", async () => {
  await using repository = await createRepository({
    "deno.json": '{ "version": "1.0.1" }',
    "CHANGELOG.md": "# Changes\n\n## 1.0.0\n\n# First\n",
    ".ci/run": "test ! -e fail\n",
    ".gitignore": "fail\n",
  });
  const { dir, git } = repository;
  const refused = async (expected: RegExp, options: ReleaseOptions = {}) => {
    const { problems } = await makeRelease(dir, options);
    assert.match(problems.join("\n"), expected);
    assert.equal(await git("tag"), "");
  };
  await refused(/top entry is 1\.0\.0, but the version in deno\.json is 1\.0\.1\n.*golden/);

  await Deno.writeTextFile(`${dir}/CHANGELOG.md`, "## 1.0.1\n\n### Better\n\n- A lamp.\n");
  await Deno.mkdir(`${dir}/tests/golden`, { recursive: true });
  await Deno.writeTextFile(`${dir}/tests/golden/release_1.0.1.json`, "{}");
  await refused(/CHANGELOG\.md and 1 more: commit or remove/, { dryRun: true });
  await git("add", ".");
  await git("commit", "--quiet", "--message", "second");
  await refused(/v1\.0\.1, not v1\.0\.0/, { notesOf: "v1.0.0" });
  const dry = await makeRelease(dir, { dryRun: true });
  assert.deepEqual([dry.problems, await git("tag")], [[], ""]);
  await Deno.writeTextFile(`${dir}/fail`, "");
  await refused(/A gate of \.ci\/run failed/);
  await Deno.remove(`${dir}/fail`);

  const { problems, text } = await makeRelease(dir);
  assert.deepEqual(problems, []);
  assert.match(text!, /^### Better\n\n- A lamp\.\n\nTagged v1\.0\.1\./);
  const kept = await git("tag", "--list", "--format=%(contents)");
  assert.equal(kept.trim(), "v1.0.1\n\n### Better\n\n- A lamp.");
  assert.match((await makeRelease(dir)).problems.join(), /The tag v1\.0\.1 exists already/);
});
