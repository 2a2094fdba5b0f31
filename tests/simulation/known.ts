import type { Actor, Command, Script } from "../../devkit/simulation/script.ts";

const actor = (name: string, where: Actor["where"], ...commands: readonly Command[]): Actor => ({
  name: `${name} of P1`,
  where,
  product: 0,
  commands,
});

const reconcile = actor("reconcile", "command", {
  do: "reconcile",
  repairs: true,
  deletes: false,
});
const cleanUp = actor("reconcile 2", "command", { do: "reconcile", repairs: false, deletes: true });
const deletion = actor("seller", "A", { do: "delete" });
const view = actor("buyer 1", "B", { do: "view", image: "thumb" });

/** What once broke a promise in some order. The names say what happened at the same time. */
export const KNOWN: Readonly<Record<string, Script>> = {
  "a repair and a deletion": {
    products: ["stored"],
    actors: [
      actor("accidents", "nowhere", { do: "lose", what: "object", image: "cover" }),
      reconcile,
      deletion,
    ],
  },
  "an adoption and a deletion": { products: ["orphaned"], actors: [reconcile, deletion] },
  "a sale, a deletion and a kill": {
    products: ["new"],
    actors: [actor("seller", "A", { do: "sell" }, { do: "delete" })],
  },
  "a view and a deletion": {
    products: ["stored"],
    actors: [
      actor("accidents", "nowhere", { do: "lose", what: "disk", image: "thumb" }),
      view,
      deletion,
    ],
  },
  "an adoption and a clean-up": {
    products: ["orphaned"],
    actors: [reconcile, cleanUp],
  },
  "an import of what a killed one left, and a clean-up": {
    products: ["half-imported"],
    actors: [actor("import", "command", { do: "import" }), cleanUp],
  },
  "three views and a refused file id": {
    products: ["stored"],
    actors: [
      actor("buyer 1", "B", { do: "view", image: "thumb" }, { do: "view", image: "thumb" }),
      actor("buyer 2", "B", { do: "view", image: "thumb" }),
      actor("accidents", "nowhere", { do: "lose", what: "file id", image: "thumb" }),
    ],
  },
  "an import and a deletion": {
    products: ["legacy"],
    actors: [actor("import", "command", { do: "import" }), deletion],
  },
};

/** Scripts for faults that a test plants. */
export const PLANTED: Readonly<Record<string, Script>> = {
  replacement: {
    products: ["stored"],
    actors: [
      actor("buyer 1", "A", { do: "view", image: "cover" }),
      actor("seller", "A", { do: "replace", content: 1 }, { do: "view", image: "cover" }),
    ],
  },
  deletion: { products: ["stored"], actors: [deletion] },
  sale: KNOWN["a sale, a deletion and a kill"]!,
};
