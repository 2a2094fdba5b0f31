import assert from "node:assert/strict";
import { runScript } from "../../devkit/testing/command.ts";

const TERMINAL_COLUMNS = 80;

const { tasks } = JSON.parse(
  await Deno.readTextFile(new URL("../../deno.json", import.meta.url)),
) as { tasks: Record<string, { readonly description: string; readonly command: string }> };

/** The programs of the tasks and their permissions. The package local-telegram tests its own command. */
const programs = Object.values(tasks)
  .flatMap(({ command }) => [...command.matchAll(/deno run (?:--quiet )?-P=(\w+) (\S+)\.ts/g)])
  .map(([, permissions, path]) => ({ permissions: permissions!, path: path! }))
  .filter(({ path }) => !/check_docs|^local-telegram/.test(path));

Deno.test.each(programs)(
  "$path --help fits on a terminal, with its task's permissions $permissions",
  async ({ path, permissions }) => {
    const name = path.includes("/") ? path : `./${path}`;
    const { code, stdout, stderr } = await runScript(name, { args: ["--help"], permissions });
    assert.equal(code, 0, stderr);
    const long = stdout.split("\n").filter((line) => line.length > TERMINAL_COLUMNS);
    assert.deepEqual(long, []);
    assert.match(stdout, /^deno (task|run) /, "it begins with the command");
    assert.match(stdout, /\bExits 0 /, "it names the exit codes");
  },
);

Deno.test("every task has a description that fits on a line", () => {
  for (const [name, { description }] of Object.entries(tasks)) {
    assert.match(description, /^[A-Z]/, name);
    assert.ok(description.length <= TERMINAL_COLUMNS, name);
  }
});
