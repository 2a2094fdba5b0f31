import assert from "node:assert/strict";
import { openMetrics } from "../../src/metrics/mod.ts";
import { INSTRUMENTS, type MetricName } from "../../src/metrics/instruments.ts";
import { refusalClass } from "../../src/telegram/mod.ts";

const read = (path: string) => Deno.readTextFile(new URL(`../../docs/${path}`, import.meta.url));

/** The lines of a metric, without comments. */
const linesOf = (text: string, name: string) =>
  text.split("\n").filter((line) => line.startsWith(name));

Deno.test("metrics give numbers of the database while it is there, and say so when it is away", async () => {
  await using metrics = openMetrics();
  let away = false;
  metrics.look({
    pool: () => ({ total: 3, idle: 2, waiting: 0 }),
    fromDatabase: () => {
      if (away) return Promise.reject(new Error("away"));
      const finishedAt = new Date(Date.now() - 60_000);
      return Promise.resolve({
        queues: [{ queue: "store-image", state: "failed", jobs: 2, oldestSeconds: 9 }],
        pauses: new Map([["store-image", false], ["warm-up", true]]),
        checks: [
          {
            check: "verify",
            cron: "23 3 * * *",
            since: new Date(0),
            last: {
              ...{ check: "verify", outcome: "ill", counts: { driftValues: 4 }, error: "" },
              ...{ startedAt: finishedAt, finishedAt },
            },
          },
          { check: "sample", cron: "7 4 * * *", since: finishedAt, last: undefined },
        ],
      });
    },
  });
  metrics.note("vitrine_b2_call_seconds", 0.02, { operation: "get", status: "403" });
  const text = await metrics.text();
  assert.deepEqual(linesOf(text, "vitrine_queue_jobs"), [
    'vitrine_queue_jobs{queue="store-image",state="failed"} 2',
  ]);
  assert.deepEqual(linesOf(text, "vitrine_queue_paused"), [
    'vitrine_queue_paused{queue="store-image"} 0',
    'vitrine_queue_paused{queue="warm-up"} 1',
  ]);
  assert.deepEqual(linesOf(text, "vitrine_check_outcome"), [
    'vitrine_check_outcome{check="verify",outcome="well"} 0',
    'vitrine_check_outcome{check="verify",outcome="ill"} 1',
    'vitrine_check_outcome{check="verify",outcome="unable"} 0',
  ]);
  assert.deepEqual(linesOf(text, 'vitrine_pool_connections{state="idle"}'), [
    'vitrine_pool_connections{state="idle"} 2',
  ]);
  const ages = linesOf(text, "vitrine_check_age_seconds").map((line) => line.split(".")[0]);
  assert.deepEqual(ages, [
    'vitrine_check_age_seconds{check="verify"} 60',
    'vitrine_check_age_seconds{check="sample"} 60',
  ], "one that has never run gets old too");
  assert.match(text, /^vitrine_b2_call_seconds_count\{operation="get",status="403"\} 1$/m);
  assert.match(text, /^vitrine_database_up 1$/m);
  away = true;
  const without = await metrics.text();
  assert.match(without, /^vitrine_database_up 0$/m);
  assert.deepEqual(linesOf(without, "vitrine_queue_jobs"), [], "no old number");
  assert.deepEqual(linesOf(without, "vitrine_queue_paused"), []);
  assert.deepEqual(linesOf(without, "vitrine_check_outcome"), []);
});

/** The metrics that an expression names, with the labels that it uses of them. */
function namesIn(text: string): { name: string; labels: string[] }[] {
  return [...text.matchAll(/\b(vitrine_[a-z0-9_]+?)(?:_bucket|_count|_sum)?\b(?:\{([^}]*)\})?/g)]
    .map(([, name, labels = ""]) => ({
      name: name!,
      labels: [...labels.matchAll(/([a-z]+)=~?"/g)].map(([, label]) => label!),
    }));
}

function assertKnown(expression: string): void {
  const found = namesIn(expression);
  assert.ok(found.length > 0, expression);
  const known = new Set<string>(["le"]);
  for (const { name, labels } of found) {
    const instrument = INSTRUMENTS[name as MetricName];
    assert.ok(instrument, `${name} is a metric`);
    for (const label of instrument.labels) known.add(label);
    for (const label of labels) {
      assert.ok((instrument.labels as readonly string[]).includes(label), `${name}{${label}}`);
    }
  }
  for (const [, by] of expression.matchAll(/\bby \(([^)]*)\)/g)) {
    for (const label of by!.split(/, */)) assert.ok(known.has(label), `by (${label})`);
  }
}

Deno.test("docs/grafana names only metrics and labels that exist, and shows each of them", async () => {
  const dashboard = JSON.parse(await read("grafana/dashboard.json")) as {
    panels: { id: number; targets: { expr: string }[] }[];
  };
  const shown = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const alerts = await read("grafana/alerts.yml");
  const rules = alerts.split("- alert: ").slice(1);
  assert.ok(rules.length >= 10 && dashboard.panels.length >= 12);
  assert.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length);
  const asked = rules.map((rule) => {
    const [, expression] = /expr: (?:>-\n)?([^]*?)\n {8}(?:for|annotations):/.exec(rule) ?? [];
    assert.match(rule, /summary: \S[^]*action: \S/, rule);
    return expression!;
  });
  for (const expression of [...shown, ...asked]) assertKnown(expression);
  const named = new Set([...shown, ...asked].flatMap(namesIn).map(({ name }) => name));
  assert.deepEqual([...named].sort(), Object.keys(INSTRUMENTS).sort());
});

Deno.test("docs/operations.md lists every metric with its labels", async () => {
  const rows = (await read("operations.md")).matchAll(
    /^\| `(vitrine_\w+)` +\| (.*?) +\| (.*?) +\|$/gm,
  );
  const listed = [...rows].map(([, name, labels, help]) => [name, labels, help]);
  const expected = Object.entries(INSTRUMENTS).map(([name, { labels, help }]) => [
    name,
    labels.map((label) => `\`${label}\``).join(", "),
    help,
  ]);
  assert.deepEqual(listed, expected);
});

Deno.test.each<{ code: number; text: string; expected: string }>([
  {
    code: 400,
    text: "Bad Request: wrong file identifier/HTTP URL specified",
    expected: "reference",
  },
  { code: 400, text: "Bad Request: PHOTO_INVALID_DIMENSIONS", expected: "upload" },
  { code: 400, text: "Bad Request: message is not modified", expected: "not_modified" },
  { code: 403, text: "Forbidden: bot was blocked by the user", expected: "unreachable" },
  { code: 429, text: "Too Many Requests: retry after 7", expected: "flood" },
  { code: 401, text: "Unauthorized", expected: "unauthorized" },
  { code: 502, text: "Bad Gateway", expected: "later" },
  { code: 400, text: "Bad Request: something new", expected: "other" },
])("refusalClass() of $text is $expected", ({ code, text, expected }) => {
  assert.equal(refusalClass({ error_code: code, description: text }), expected);
});
