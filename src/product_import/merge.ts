import type { SourceValues, ValueName } from "./fields.ts";

/** Which side wins where source and shop have both changed a value. Without one, the shop's stays for now. */
export type Preference = "source" | "shop";

/** A value that source and shop have in two forms. */
export interface Difference {
  readonly name: ValueName;
  readonly shop: unknown;
  readonly source: unknown;
  /** Whether the source's is written over the shop's. */
  readonly isOverwritten: boolean;
}

/** What a row of the source changes. */
export interface Merge {
  /** Values to write to the product's row. */
  readonly write: SourceValues;
  /** Values to remember as taken over. */
  readonly remember: SourceValues;
  /** Values that were changed on both sides. */
  readonly differences: readonly Difference[];
}

/** The three sides of a merge. */
export interface Sides {
  /** What was taken over last. Undefined if the product is not of this source. */
  readonly base: SourceValues | undefined;
  /** What the source says now. */
  readonly source: SourceValues;
  /** What the shop has now. */
  readonly shop: Readonly<Record<ValueName, unknown>>;
}

/**
 * Compares each value of the source with what was taken over last and with what the shop has. A value that changed only
 * in the source is written, one that changed only in the shop stays. If both changed it, `prefer` decides. Pure.
 */
export function merge({ base = {}, source, shop }: Sides, prefer?: Preference): Merge {
  const write: Record<string, unknown> = {};
  const remember: Record<string, unknown> = {};
  const differences: Difference[] = [];
  for (const name of Object.keys(source) as ValueName[]) {
    const wanted = source[name];
    const hasBase = Object.hasOwn(base, name);
    if (hasBase && isSame(base[name], wanted)) continue;
    const isFree = hasBase ? isSame(base[name], shop[name]) : isEmpty(shop[name]);
    const isThere = isSame(shop[name], wanted);
    if (!isFree && !isThere) {
      const isOverwritten = prefer === "source";
      differences.push({ name, shop: shop[name], source: wanted, isOverwritten });
      if (prefer === undefined) continue;
    }
    remember[name] = wanted;
    if (!isThere && (isFree || prefer === "source")) write[name] = wanted;
  }
  return { write, remember, differences };
}

/** JSON, because the base comes from a column of JSON. Prices have the keys in one order. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value ?? null;
  return Object.entries(value).sort(([one], [other]) => one < other ? -1 : 1);
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "";
}
