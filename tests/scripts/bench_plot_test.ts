import assert from "node:assert/strict";
import type { Bench } from "../../devkit/bench/bench.ts";
import { plotViews } from "../../devkit/bench/plot.ts";
import { plotNewest } from "../../devkit/bench/results_file.ts";
import { runBench } from "../../devkit/bench/run_bench.ts";

const FOLDER = new URL("../../docs/benchmarks/", import.meta.url);

async function read(name: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(new URL(name, FOLDER));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

Deno.test("docs/benchmarks/views.svg shows what docs/benchmarks/view.json says", async () => {
  const json = await read("view.json");
  assert.equal(await read("views.svg"), json && plotNewest(JSON.parse(json)));
});

const control = { what: "the older way", value: 100 };
const VIEW: Bench = {
  about: "views",
  measure: () =>
    Promise.resolve([
      {
        ...{ what: "open <b>, far", unit: "ms", ours: 4, control },
        goal: { by: "times", atLeast: 30 },
      },
      { what: "open, 20/s", unit: "ms", ours: 4, control, goal: { by: "gap", atMost: 1 } },
    ]),
};

Deno.test("plotViews() draws a bar for each way, as long as it takes", async () => {
  const results = await runBench("view", VIEW, { quick: true, say: () => {} });
  const svg = plotViews(results)!;
  const widths = [...svg.matchAll(/<rect class="(\w+)" .*?width="(\d+)"/g)]
    .map(([, kind, width]) => [kind, Number(width)]);
  assert.deepEqual(widths, [["older", 440], ["ours", 18]]);
  assert.match(svg, />open &lt;b></);
  assert.match(svg, />milliseconds from /);
  const ticks = [...svg.matchAll(/x="(\d+)" y="\d+" text-anchor="middle">(\d+)</g)];
  assert.deepEqual(ticks.map(([, x, ms]) => [Number(x), Number(ms)]), [
    ...[[190, 0], [278, 20], [366, 40], [454, 60], [542, 80], [630, 100]],
  ]);
  assert.match(svg, />100 ms<[^]*>4\.0 ms</);
  assert.equal(plotViews({ ...results, lines: results.lines.slice(1) }), undefined);
});
