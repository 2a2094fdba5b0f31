import assert from "node:assert/strict";
import { runScript } from "../../devkit/testing/command.ts";

Deno.test.each<{ name: string; script: string; args: string[]; says: RegExp }>([
  {
    name: "bench with a word as a number",
    script: "devkit/bench",
    args: ["--events", "many"],
    says: /--events must be a whole number from 1000 to 100000000, is many/,
  },
  {
    name: "bench with too few events",
    script: "devkit/bench",
    args: ["--events", "999"],
    says: /--events must be a whole number from 1000 /,
  },
  {
    name: "bench without a server",
    script: "devkit/bench",
    args: ["--url", ""],
    says: /--url must not be empty/,
  },
  {
    name: "bench-migrate with a word as a number",
    script: "devkit/bench_migrate",
    args: ["--products", "abc"],
    says: /--products must be a whole number from 1 to 1000000, is abc/,
  },
  {
    name: "bench-migrate with too large originals",
    script: "devkit/bench_migrate",
    args: ["--width", "9000"],
    says: /--width must be a whole number from 64 to 5000, is 9000/,
  },
  {
    name: "bench-migrate with half a millisecond",
    script: "devkit/bench_migrate",
    args: ["--latency", "0.5"],
    says: /--latency must be a whole number from 0 /,
  },
  {
    name: "bench-migrate with an unknown engine",
    script: "devkit/bench_migrate",
    args: ["--engine", "foo"],
    says: /--engine must be one of auto, imagescript, sharp, is foo/,
  },
])("$name exits with 2 before anything starts", async ({ script, args, says }) => {
  const { code, stdout, stderr } = await runScript(script, { args });
  assert.deepEqual([code, stdout], [2, ""]);
  // The help follows at once: nothing was opened.
  const task = script.replace("devkit/", "").replace("_", "-");
  assert.match(stderr, new RegExp(`^${says.source}.*\n\ndeno task ${task} `));
});
