import type { Beginning } from "./ledger.ts";
import type { Actor, Command, Script } from "./script.ts";

/** Two who are at work on one product at the same time. */
export interface Pair {
  readonly name: string;
  readonly script: Script;
}

/** What one of the two does. */
interface Writer {
  readonly name: string;
  readonly where: Actor["where"];
  readonly commands: readonly Command[];
}

/** Those with few calls first. */
const WRITERS: readonly Writer[] = [
  {
    name: "a loss of the cover in B2",
    where: "nowhere",
    commands: [{ do: "lose", what: "object", image: "cover" }],
  },
  { name: "a view of the cover", where: "B", commands: [{ do: "view", image: "cover" }] },
  { name: "a view of the thumb", where: "B", commands: [{ do: "view", image: "thumb" }] },
  {
    name: "a repair",
    where: "command",
    commands: [{ do: "reconcile", repairs: true, deletes: false }],
  },
  {
    name: "a clean-up",
    where: "command",
    commands: [{ do: "reconcile", repairs: false, deletes: true }],
  },
  { name: "an import", where: "command", commands: [{ do: "import" }] },
  { name: "a deletion", where: "A", commands: [{ do: "delete" }] },
  { name: "a replacement", where: "A", commands: [{ do: "replace", content: 1 }] },
];

const BEGINNINGS: readonly Beginning[] = ["stored", "orphaned", "legacy", "half-imported"];

/** Every pair of writers of a product, for each way in which it begins. Those with few orders come first. */
export const PAIRS: readonly Pair[] = WRITERS.flatMap((one, at) =>
  WRITERS.slice(0, at + 1).flatMap((other) =>
    BEGINNINGS.map((begins) => pairOf(begins, other, one))
  )
);

function pairOf(begins: Beginning, one: Writer, other: Writer): Pair {
  const actors = [one, other].map(({ name, where, commands }, at): Actor => ({
    name: one === other && at === 1 ? `${name} again` : name,
    where,
    product: 0,
    commands,
  }));
  const second = one === other ? "another" : other.name;
  return { name: `${begins}: ${one.name} and ${second}`, script: { products: [begins], actors } };
}
