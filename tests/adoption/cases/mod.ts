import { BEHAVIOUR } from "./behaviour.ts";
import { COLUMNS } from "./columns.ts";
import { CONSTRAINTS } from "./constraints.ts";
import { KEYS } from "./keys.ts";
import type { TableCase } from "./table_case.ts";

export type { TableCase };

/** All cases. */
export const TABLE_CASES: readonly TableCase[] = [
  ...CONSTRAINTS,
  ...KEYS,
  ...COLUMNS,
  ...BEHAVIOUR,
];
