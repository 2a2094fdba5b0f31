import assert from "node:assert/strict";
import type { Bench, Measurement } from "../../devkit/bench/bench.ts";
import { benchCommand } from "../../devkit/bench/command.ts";
import { type Goal, judge } from "../../devkit/bench/goal.ts";
import { NETWORK } from "../../devkit/bench/network.ts";
import { medianOfRounds, percentile } from "../../devkit/bench/rounds.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { execute } from "../../src/command.ts";

Deno.test.each<{ name: string; args: string[]; says: RegExp }>([
  {
    name: "an unknown benchmark",
    args: ["speed"],
    says:
      /There is no benchmark speed. There are view, catalogue, append, log, start, pictures, migrate, costs, console, replicas, import, partition/,
  },
  { name: "an empty URL", args: ["log", "--url", ""], says: /--url must not be empty/ },
  {
    name: "one file for two benchmarks",
    args: ["log", "migrate", "--json", "results.json"],
    says: /--json with a file takes one benchmark: name a folder/,
  },
  { name: "an unknown option", args: ["--size", "9"], says: /Unknown option '--size'/ },
  {
    name: "too few events",
    args: ["log", "--events", "9"],
    says: /--events must be a whole number from 10000 to 100000000, is 9/,
  },
  {
    name: "two servers",
    args: ["log", "--postgres", "15", "--url", "postgres://one"],
    says: /--postgres starts a server, --url names one: give one of both/,
  },
  {
    name: "a server that is not installed",
    args: ["log", "--postgres", "1"],
    says: /There is no PostgreSQL 1 in .usr.lib.postgresql\. Installed versions: /,
  },
  {
    name: "a path as a version",
    args: ["log", "--postgres", "../x"],
    says: /There is no PostgreSQL \.\.\/x in /,
  },
])("bench with $name exits with 2 before anything starts", async ({ args, says }) => {
  const { code, stdout, stderr } = await runScript("devkit/bench", { args });
  assert.deepEqual([code, stdout], [2, ""]);
  // The help follows at once: nothing was opened.
  assert.match(stderr, new RegExp(`^${says.source}.*\n\ndeno task bench `));
});

/** Runs the command with one benchmark of this name, and returns what it printed and wrote. */
async function runTiny(bench: Bench, args: string[], older?: string) {
  const dir = await Deno.makeTempDir();
  try {
    const [lines, said]: string[][] = [[], []];
    if (older !== undefined) {
      await Deno.mkdir(`${dir}/new`);
      await Deno.writeTextFile(`${dir}/new/tiny.json`, older);
    }
    const command = benchCommand({
      benches: {
        tiny: { minutes: 7, load: () => Promise.resolve(bench) },
        extra: {
          minutes: 1,
          isExtra: true,
          load: () => Promise.reject(new Error("not asked for")),
        },
      },
      print: (more) => void lines!.push(...more),
      say: (line) => void said!.push(line),
    });
    const code = await execute(command, [...args, "--json", `${dir}/new`]);
    const text = await Deno.readTextFile(`${dir}/new/tiny.json`).catch(() => "null");
    const all = JSON.parse(text);
    return { code, lines: lines!, said: said!, all, results: all && all["no PostgreSQL"] };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const CONTROL = { what: "a plain handler", value: 2 };

const TINY: Bench = {
  about: "a sum, beside a product",
  async measure({ rounds, say, note, network }) {
    say("measuring");
    note("a remark");
    const { ours } = await medianOfRounds(rounds, (round) => Promise.resolve({ ours: round }));
    return [
      {
        ...{ what: "sum", unit: "ms", ours, control: CONTROL },
        goal: { by: "ratio", atMost: 1 },
      },
      { what: "distance", unit: "ms", ours: network.b2RoundTripMs },
    ];
  },
};

Deno.test("bench writes the results of a quick run with --json", async () => {
  const { code, lines, said, results } = await runTiny(TINY, ["tiny", "--quick"]);
  assert.deepEqual([code, said], [0, ["tiny: 1 of 1, a quick look", "tiny, 0:00: measuring"]]);
  const { machine, versions, date, commit, seconds, load, ...rest } = results;
  assert.deepEqual(Object.keys(machine), ["processor", "cores", "memoryGiB", "system"]);
  assert.equal(versions.deno, Deno.version.deno);
  assert.match(versions.pg, /^\d+\.\d+\.\d+$/);
  assert.ok(Math.abs(Date.now() - Date.parse(date)) < 3_600_000, date);
  assert.match(commit, /^(unknown|[0-9a-f]{10}\+?)$/);
  assert.deepEqual([typeof seconds, load.length], ["number", 2]);
  assert.deepEqual(rest, {
    bench: "tiny",
    about: "a sum, beside a product",
    quick: true,
    rounds: 1,
    network: { telegramRoundTripMs: 40, b2RoundTripMs: 60 },
    notes: ["a remark"],
    lines: [
      {
        ...{ what: "sum", unit: "ms", ours: 1, control: CONTROL },
        ...{ by: "ratio", compared: 0.5, goal: { atMost: 1 }, met: true },
      },
      {
        ...{ what: "distance", unit: "ms", ours: 60, control: null },
        ...{ by: null, compared: null, goal: null, met: null },
      },
    ],
  });
  assert.ok(lines.includes("control: a plain handler"));
  assert.ok(lines.some((line) => /^sum, ms +1 +2 +0\.5 +≤ 1 +yes$/.test(line)), lines.join("\n"));
  assert.deepEqual(lines.filter((line) => line.length > 100), []);
});

const figure = (ours: number, goal: Goal): Measurement => ({ what: "x", unit: "ms", ours, goal });

Deno.test.each<{ name: string; measure: Bench["measure"]; said: RegExp }>([
  {
    name: "a goal that is not met",
    measure: () => Promise.resolve([figure(2, { by: "ours", atMost: 1 })]),
    said: /^tiny: 1 of 1, about 7 min on two quiet cores$/,
  },
  {
    name: "a failure",
    measure: () => Promise.reject(new TypeError("no server")),
    said: /\nThe benchmark tiny failed: .*no server$/,
  },
  {
    name: "no figure",
    measure: () => Promise.resolve([]),
    said: /\nThe benchmark tiny failed: .*measured nothing$/,
  },
])("bench exits with 1 after $name", async ({ measure, said }) => {
  const result = await runTiny({ about: "tiny", measure }, []);
  assert.equal(result.code, 1);
  assert.match(result.said.join("\n"), said);
  assert.equal(result.all === null, /failed/.test(said.source));
});

Deno.test("bench keeps the results on other servers, newer servers last", async () => {
  const older = {
    "PostgreSQL 9": { bench: "older", lines: [] },
    "no PostgreSQL": { bench: "replaced", lines: [] },
  };
  const { code, all } = await runTiny(TINY, ["tiny", "--quick"], JSON.stringify(older));
  assert.deepEqual([code, Object.keys(all)], [0, ["no PostgreSQL", "PostgreSQL 9"]]);
  assert.deepEqual([all["PostgreSQL 9"].bench, all["no PostgreSQL"].bench], ["older", "tiny"]);
});

Deno.test.each<{ goal: Goal; ours: number; control?: number; compared: number; met: boolean }>([
  { goal: { by: "ours", atMost: 5 }, ours: 5, compared: 5, met: true },
  { goal: { by: "ours", atMost: 5 }, ours: 5.1, compared: 5.1, met: false },
  { goal: { by: "ratio", atLeast: 0.8 }, ours: 9, control: 10, compared: 0.9, met: true },
  { goal: { by: "ratio", atLeast: 0.8 }, ours: 7, control: 10, compared: 0.7, met: false },
  { goal: { by: "ratio", atMost: 2 }, ours: 5, compared: NaN, met: false },
  { goal: { by: "gap", atMost: 1.5 }, ours: 3, control: 2, compared: 1, met: true },
  { goal: { by: "gap", atMost: 1.5 }, ours: 4, control: 2, compared: 2, met: false },
  { goal: { by: "times", atLeast: 30 }, ours: 2, control: 64, compared: 32, met: true },
])("judge() $ours beside $control by $goal", ({ goal, ours, control, ...expected }) => {
  assert.deepEqual(judge(goal, ours, control), expected);
});

Deno.test.each<{ values: number[]; share: number; expected: number }>([
  { values: [], share: 0.5, expected: NaN },
  { values: [10, 9, 1], share: 0.5, expected: 9 },
  { values: [1, 2, 3, 4], share: 0.5, expected: 2 },
  { values: Array.from({ length: 100 }, (_, n) => 100 - n), share: 0.99, expected: 99 },
])("percentile() of $values at $share", ({ values, share, expected }) => {
  assert.equal(percentile(values, share), expected);
});

Deno.test("NETWORK delivers requests and answers whole", async () => {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => new Response(await request.bytes()),
  );
  const target = `http://127.0.0.1:${server.addr.port}`;
  await using far = await NETWORK.open({ target, roundTripMs: 10 });
  using client = Deno.createHttpClient({});
  const body = crypto.getRandomValues(new Uint8Array(60_000));
  const answers = [1, 2].map(() => fetch(far.url, { method: "POST", body, client }));
  for (const answer of answers) assert.deepEqual(await (await answer).bytes(), body);
  assert.match(far.url, /^http:\/\/127\.0\.0\.1:\d+$/);
});
