/** How two values are compared. */
export type Comparison =
  /** Ours alone. */
  | "ours"
  /** Ours divided by the control. */
  | "ratio"
  /** Ours minus the control. */
  | "gap"
  /** The control divided by ours: how many times faster. */
  | "times";

/** What a figure must reach. One of both bounds is given. */
export interface Goal {
  readonly by: Comparison;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** A comparison with its goal. */
export interface Judged {
  /** The result of the comparison. Null without a goal. */
  readonly compared: number | null;
  /** Null without a goal. */
  readonly met: boolean | null;
}

/** Compares two values. Not a number without a control that the comparison needs. */
export function compare(by: Comparison, ours: number, control = NaN): number {
  switch (by) {
    case "ours":
      return ours;
    case "ratio":
      return ours / control;
    case "gap":
      return ours - control;
    case "times":
      return control / ours;
  }
}

/** Whether a figure reaches its goal. A value that is not a number reaches none. */
export function judge(goal: Goal | undefined, ours: number, control?: number): Judged {
  if (goal === undefined) return { compared: null, met: null };
  const compared = compare(goal.by, ours, control);
  const { atLeast = -Infinity, atMost = Infinity } = goal;
  return { compared, met: compared >= atLeast && compared <= atMost };
}
