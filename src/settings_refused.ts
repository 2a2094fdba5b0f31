import { ExplainedError } from "./errors.ts";

/** A part outside of the process refuses what the settings say. Waiting does not help: somebody must change them. */
export class SettingsRefused extends ExplainedError {
  override readonly code = "settings_refused";

  /** Takes one line for each problem, with what to do, without secrets. `cause` is what the other side said, if it said one thing. */
  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join("; "), problems, options);
  }
}
