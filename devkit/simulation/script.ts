import { IMAGE_TYPES, type ImageType } from "../../src/domain/mod.ts";
import type { Random } from "../testing/random.ts";
import { type Beginning, isLegacy } from "./ledger.ts";

/** One thing that somebody does, or that happens. */
export type Command =
  | { readonly do: "delete" | "withdraw" | "import" | "wait" }
  /** With one picture, or with more that show this. */
  | { readonly do: "sell"; readonly further?: readonly number[] }
  /** With what shows this: a seller may send the same twice. `picture`: its number; the first one if absent. */
  | { readonly do: "replace"; readonly content: number; readonly picture?: number }
  | { readonly do: "add"; readonly content: number }
  | { readonly do: "remove" | "put first"; readonly picture: number }
  /** `place`: of the picture; 1 if absent. */
  | { readonly do: "view"; readonly image: ImageType; readonly place?: number }
  | {
    readonly do: "reconcile";
    /** `--repair`, and `--adopt-orphans` unless it deletes them. */
    readonly repairs: boolean;
    /** `--delete-orphans --delete-superseded`. */
    readonly deletes: boolean;
  }
  | {
    readonly do: "lose";
    readonly what: "object" | "disk" | "file id";
    readonly image: ImageType;
    /** Its number; 1 if absent. */
    readonly picture?: number;
  };

/** Who does one thing after another. */
export interface Actor {
  readonly name: string;
  /** In which process: one of the shop's, a command of its own, or none. */
  readonly where: "A" | "B" | "command" | "nowhere";
  /** Which product it is about: an index. */
  readonly product: number;
  readonly commands: readonly Command[];
}

/** What happens in a simulation, apart from its order. */
export interface Script {
  readonly products: readonly Beginning[];
  readonly actors: readonly Actor[];
}

/** Draws a script. Every second one is small, with two actors: most faults need no more, and it takes less time. */
export function drawScript(random: Random): Script {
  const script = drawLarge(random);
  if (random.below(2) === 0) return script;
  return { ...script, actors: random.shuffle(script.actors).slice(0, 2) };
}

/** One or two products, their sellers and buyers, an operator, and accidents. */
function drawLarge(random: Random): Script {
  const beginnings = ["new", "stored", "three", "orphaned", "legacy", "half-imported"] as const;
  const count = random.below(4) === 0 ? 2 : 1;
  const products = Array.from({ length: count }, () => random.pick(beginnings));
  const actors = products.flatMap((begins, product) => drawActors(random, { begins, product }));
  return { products, actors: actors.filter(({ commands }) => commands.length > 0) };
}

/** A product whose actors are drawn. */
interface Drawn {
  readonly begins: Beginning;
  readonly product: number;
}

function drawActors(random: Random, { begins, product }: Drawn): Actor[] {
  const of = `of P${product + 1}`;
  const image = () => random.pick(IMAGE_TYPES);
  const hasSeveral = begins === "three" || begins === "new" && random.below(3) === 0;
  const one = () => hasSeveral ? 1 + random.below(3) : 1;
  const view = (): Command => ({ do: "view", image: image(), place: one() });
  const where = () => random.pick(["A", "B"] as const);
  const several = (most: number, draw: () => Command) =>
    Array.from({ length: random.below(most + 1) }, draw);
  const further = hasSeveral ? [100, 200] : [];
  const seller: Command[] = begins === "new" ? [{ do: "sell", further }] : [];
  let contents = 1;
  for (let left = random.below(3); left > 0; left--) {
    const content = random.below(4) === 0 ? random.below(contents) : contents++;
    seller.push(drawChange(random, content, hasSeveral ? one() : undefined));
    if (random.below(3) === 0) seller.push(view());
  }
  if (random.below(8) === 0) seller.push({ do: "withdraw" });
  if (random.below(5) < 3) seller.push({ do: "delete" });
  const operator: Command[] = isLegacy(begins) ? [{ do: "import" }] : [];
  const accident = (): Command =>
    random.below(4) === 0 ? { do: "wait" } : {
      do: "lose",
      what: random.pick(["object", "object", "disk", "file id"]),
      image: image(),
      picture: one(),
    };
  return [
    { name: `seller ${of}`, where: where(), product, commands: seller },
    ...[1, 2].map((number): Actor => ({
      name: `buyer ${number} ${of}`,
      where: where(),
      product,
      commands: several(2, view),
    })),
    { name: `import ${of}`, where: "command", product, commands: operator },
    {
      name: `reconcile ${of}`,
      where: "command",
      product,
      commands: several(2, () => {
        const cleansUp = random.below(3) === 0;
        const repairs = !cleansUp || random.below(2) === 0;
        return { do: "reconcile", repairs, deletes: cleansUp };
      }),
    },
    { name: `accidents ${of}`, where: "nowhere", product, commands: several(2, accident) },
  ];
}

/** What a seller does with the pictures of a product; `picture` is given for one of several. */
function drawChange(random: Random, content: number, picture: number | undefined): Command {
  if (picture === undefined) return { do: "replace", content };
  switch (random.below(4)) {
    case 0:
      return { do: "add", content };
    case 1:
      return { do: "remove", picture };
    case 2:
      return { do: "put first", picture };
    default:
      return { do: "replace", content, picture };
  }
}
