/** The checks that run by the clock. */
export type CheckName = "verify" | "reconcile" | "sample";

/** The queue of a check. */
export const queueOf = (check: CheckName): `check-${CheckName}` => `check-${check}`;

/** `unable`: the check could not run, so nobody knows. It is never `well`. */
export type Outcome = "well" | "ill" | "unable";

/** What a run has found. */
export interface CheckResult {
  readonly outcome: Outcome;
  /** Numbers by their names. */
  readonly counts: Readonly<Record<string, number>>;
  /** Why it could not run. */
  readonly error?: string;
}

/** What is told to operators. `worse`: something is wrong that they were not told, or more of it. */
export interface CheckNews extends CheckResult {
  readonly check: CheckName;
  readonly change: "worse" | "well" | "unable";
}

/** The counts of each check that are harm. Each other count is only told. */
export const HARM: Readonly<Record<CheckName, readonly string[]>> = {
  verify: ["driftValues", "withoutRow"],
  reconcile: ["missing", "altered"],
  sample: ["missing", "altered"],
};

/** The result of a check that has run. */
export function judge(check: CheckName, counts: CheckResult["counts"]): CheckResult {
  const isWell = HARM[check].every((name) => (counts[name] ?? 0) === 0);
  return { outcome: isWell ? "well" : "ill", counts };
}

/**
 * What is new since operators were told; undefined if nothing is. A first run that finds all well is no news. `told`: what
 * they know.
 */
export function newsOf(
  check: CheckName,
  found: CheckResult,
  told: Pick<CheckResult, "outcome" | "counts"> = { outcome: "well", counts: {} },
): CheckNews["change"] | undefined {
  if (found.outcome === "unable") return told.outcome === "unable" ? undefined : "unable";
  if (found.outcome === "well") return told.outcome === "well" ? undefined : "well";
  if (told.outcome !== "ill") return "worse";
  const isWorse = HARM[check].some((name) => (found.counts[name] ?? 0) > (told.counts[name] ?? 0));
  return isWorse ? "worse" : undefined;
}
