import { VitrineError } from "./errors.ts";

/** A part outside of the process refuses what the settings say. Waiting does not help: somebody must change them. */
export class SettingsRefused extends VitrineError {
  override readonly code = "settings_refused";
  /** One line for each problem, with what to do. Without secrets. */
  readonly problems: readonly string[];

  /** Takes one line for each problem. `cause` is what the other side said, if it said one thing. */
  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join("; "), options);
    this.problems = problems;
  }
}
