import assert from "node:assert/strict";
import { drawChooser } from "../../devkit/simulation/explore.ts";
import { openProcess, type ShopProcess, type Worker } from "../../devkit/simulation/process.ts";
import type { Script } from "../../devkit/simulation/script.ts";
import { type Finding, search, tellSimulation } from "../../devkit/simulation/search.ts";
import { type Failure, findFailure, shrink, traceOf } from "../../devkit/simulation/shrink.ts";
import { chooseSeed, createRandom } from "../../devkit/testing/random.ts";
import { sampleOf, sized } from "../../devkit/testing/sample.ts";
import { eraseProduct } from "../../src/pictures/mod.ts";
import { KNOWN, PLANTED } from "./known.ts";

const SIMULATIONS = sized({ all: 1_000, sample: 100 });
const OF_EACH = sized({ all: 250, sample: 25 });
/** A planted fault must show within so many orders. Most show within some thousand. */
const PATIENCE = 100_000;

const firstSeed = chooseSeed();
console.log(`simulations by the seed ${firstSeed}: VITRINE_SEED=${firstSeed} repeats them`);

/** The first failure of a script in orders drawn by chance. */
async function hunt(
  script: Script,
  orders: number,
  open?: typeof openProcess,
): Promise<Failure | undefined> {
  for (let tried = 0; tried < orders; tried++) {
    const chooser = drawChooser(createRandom(firstSeed + tried), script);
    const failure = await findFailure(script, chooser, open);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

async function describe(failure: Failure): Promise<string> {
  const smallest = await shrink(failure);
  return [smallest.broken, ...await traceOf(smallest)].join("\n");
}

Deno.test("every promise is kept in random simulations", async () => {
  const findings: Finding[] = [];
  const { distinct } = await search({
    firstSeed,
    goesOn: ({ simulations }) => simulations < SIMULATIONS && findings.length === 0,
    found: (finding) => findings.push(finding),
  });
  assert.deepEqual(findings, []);
  assert.ok(distinct > SIMULATIONS * 0.9, `${distinct} different orders`);
});

Deno.test.each(Object.keys(KNOWN))("every promise is kept in %s", async (name) => {
  const failure = await hunt(KNOWN[name]!, OF_EACH);
  assert.equal(failure && await describe(failure), undefined);
});

/** A process whose jobs of one kind do something else. */
function withJob(process: ShopProcess, name: string, run: Worker["run"]): ShopProcess {
  const workers = process.workers.map((each) => each.name === name ? { name, run } : each);
  return { ...process, workers };
}

interface Planted {
  readonly name: string;
  readonly script: string;
  readonly broken: RegExp;
  plant(process: ShopProcess): ShopProcess;
}

const FAULTS: readonly Planted[] = [
  {
    name: "a deletion that erases nothing",
    script: "deletion",
    broken: /^TBF-P1 is erased, but B2 has products/,
    plant: (process) => ({ ...process, enqueueEraseProduct: () => Promise.resolve() }),
  },
  {
    name: "a picture that is never stored",
    script: "replacement",
    broken: /^the cover of TBF-P1 is lost/,
    plant: (process) => withJob(process, "store-image", () => Promise.resolve()),
  },
  {
    name: "a view of what a process read once",
    script: "replacement",
    broken: /^the cover of TBF-P1 shows .* which had been replaced$/,
    plant: (process) => {
      let read: Parameters<ShopProcess["deliver"]>[0]["product"] | undefined;
      return {
        ...process,
        deliver: (request) => process.deliver({ ...request, product: read ??= request.product }),
      };
    },
  },
  {
    name: "an erasing that does not wait for a storing, and does not look again",
    script: "sale",
    broken: /^TBF-P1 is erased, but B2 has products/,
    plant: (process) => {
      const erase = async (data: object) => {
        await eraseProduct(process.parts, data as { productId: string }, () => Promise.resolve(0));
      };
      const again = withJob(process, "erase-again", () => Promise.resolve());
      return withJob(again, "erase-product", erase);
    },
  },
];

Deno.test.each([...sampleOf(FAULTS, 2)])(
  "a simulation finds $name",
  async ({ script, broken, plant }) => {
    const open: typeof openProcess = (...args) => plant(openProcess(...args));
    const failure = await hunt(PLANTED[script]!, PATIENCE, open);
    assert.ok(failure, `not in ${PATIENCE} orders`);
    const smallest = await shrink(failure);
    assert.match(smallest.broken, broken);
    assert.ok(smallest.moves.length <= failure.moves.length);
    assert.ok((await traceOf(smallest)).length > 0);
  },
);

Deno.test("a seed draws the same simulation again", async () => {
  for (let seed = firstSeed; seed < firstSeed + 20; seed++) {
    assert.deepEqual(await tellSimulation(seed), await tellSimulation(seed));
  }
});
