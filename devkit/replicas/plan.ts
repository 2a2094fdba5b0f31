import type { Random } from "../testing/random.ts";
import { sized } from "../testing/sample.ts";

/** A task of a customer. Each takes several updates. */
export type Errand = "sale" | "replacement" | "view" | "view_of_dead_id" | "leafing";

/** The number of updates of each errand. */
const UPDATES_OF: Readonly<Record<Errand, number>> = {
  sale: 6,
  replacement: 3,
  view: 1,
  view_of_dead_id: 1,
  leafing: 4,
};

/** How often each errand is run: 2,000 updates in all, 200 in a sample. */
export const ERRANDS: Plan = sized({
  all: { sale: 120, replacement: 120, view: 300, view_of_dead_id: 100, leafing: 130 },
  sample: { sale: 12, replacement: 12, view: 30, view_of_dead_id: 10, leafing: 13 },
});

/** How often each errand runs. */
export type Plan = Readonly<Record<Errand, number>>;

/** The number of updates of a plan. */
export function updatesOf(errands: readonly Errand[]): number {
  return errands.reduce((sum, errand) => sum + UPDATES_OF[errand], 0);
}

/**
 * Gives the errands to customers in random order. Each customer starts with a sale, so that there is something to view
 * and to replace.
 */
export function dealErrands(customers: number, random: Random): Errand[][] {
  const hands = Array.from({ length: customers }, (): Errand[] => ["sale"]);
  const rest = shuffled({ ...ERRANDS, sale: ERRANDS.sale - customers }, random);
  for (const errand of rest) random.pick(hands).push(errand);
  return hands;
}

/** Gives each customer as many errands of a plan, in random order. The customers have sold something before. */
export function dealEvenly(plan: Plan, customers: number, random: Random): Errand[][] {
  const hands = Array.from({ length: customers }, (): Errand[] => []);
  for (const [n, errand] of shuffled(plan, random).entries()) hands[n % customers]!.push(errand);
  return hands;
}

function shuffled(plan: Plan, random: Random): Errand[] {
  const all = (Object.entries(plan) as [Errand, number][]).flatMap(([errand, times]) =>
    Array.from({ length: times }, () => errand)
  );
  return random.shuffle(all);
}
