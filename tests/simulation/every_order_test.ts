import assert from "node:assert/strict";
import { tryEveryOrder } from "../../devkit/simulation/every_order.ts";
import { openProcess, type ShopProcess } from "../../devkit/simulation/process.ts";
import type { Script } from "../../devkit/simulation/script.ts";
import { type Chooser, simulate } from "../../devkit/simulation/simulation.ts";
import { KNOWN } from "./known.ts";
import { sampleOf } from "../../devkit/testing/sample.ts";

/** Small enough to run every order, also those that are equal. */
const SMALL: Readonly<Record<string, Script>> = {
  "a view, and two losses": {
    products: ["stored"],
    actors: [
      {
        name: "buyer 1",
        where: "B",
        product: 0,
        commands: [{ do: "view", image: "thumb" }],
      },
      {
        name: "accidents",
        where: "nowhere",
        product: 0,
        commands: [
          { do: "lose", what: "disk", image: "thumb" },
          { do: "lose", what: "object", image: "thumb" },
        ],
      },
    ],
  },
  "two withdrawals": {
    products: ["stored"],
    actors: (["A", "B"] as const).map((where) => ({
      name: `seller in ${where}`,
      where,
      product: 0,
      commands: [{ do: "withdraw" }],
    })),
  },
};

/** Runs every order, one after the other. Returns what each one ends with. */
async function runAll(script: Script): Promise<string[]> {
  const path: { at: number; count: number }[] = [];
  const ends: string[] = [];
  do {
    let depth = 0;
    const chooser: Chooser = {
      choose: (moves) => {
        path[depth] ??= { at: 0, count: moves.length };
        return moves[path[depth++]!.at]!;
      },
    };
    const lines: string[] = [];
    const { broken } = await simulate(script, chooser, { trace: (line) => lines.push(line) });
    ends.push([broken, ...lines.slice(path.length)].join("\n"));
    while (path.length > 0 && ++path.at(-1)!.at === path.at(-1)!.count) path.pop();
  } while (path.length > 0);
  return ends;
}

Deno.test.each(Object.keys(SMALL))("tryEveryOrder() counts every order of %s", async (name) => {
  const ends = await runAll(SMALL[name]!);
  const { orders, different, isComplete, broken } = await tryEveryOrder({ script: SMALL[name]! });
  assert.equal(orders, BigInt(ends.length));
  assert.equal(isComplete, true);
  assert.equal(broken, undefined);
  assert.ok(different < ends.length, `${different} of ${ends.length}`);
  assert.ok(new Set(ends).size <= different, "equal orders end in the same way");
});

/** Those of the known scripts that take a second. `deno task simulate --pairs` tries longer ones. */
const SHORT = [
  "a repair and a deletion",
  "a view and a deletion",
  "an adoption and a clean-up",
  "an import of what a killed one left, and a clean-up",
  "an import and a deletion",
];

Deno.test.each([...sampleOf(SHORT, 5)])(
  "every promise is kept in every order of %s",
  async (name) => {
    const { broken, isComplete } = await tryEveryOrder({ script: KNOWN[name]! });
    assert.equal(broken, undefined);
    assert.equal(isComplete, true);
  },
);

/** A repair that takes nothing back, and an erasing that does not look again. Either alone keeps the promise. */
const forgetful: typeof openProcess = (...args) => {
  const process = openProcess(...args);
  const { parts, workers } = process;
  const store = { ...parts.store, delete: () => Promise.resolve() };
  const careless: Partial<ShopProcess> = process.name.startsWith("reconcile")
    ? { parts: { ...parts, store } }
    : {
      workers: workers.map((each) =>
        each.name === "erase-again" ? { ...each, run: () => Promise.resolve() } : each
      ),
    };
  return { ...process, ...careless };
};

Deno.test.each(["a repair and a deletion", "an adoption and a deletion"])(
  "%s break a promise in some order, if what is put is not taken back",
  async (name) => {
    const { broken } = await tryEveryOrder({ script: KNOWN[name]!, open: forgetful });
    assert.match(broken?.promise ?? "kept", /^TBF-P1 is erased, but B2 has products/);
  },
);
