import { showColumnValue } from "../pictures/mod.ts";

/** Secrets in the query of an address, such as signatures. */
const SECRETS = /([?&][\w-]*(?:sig|signature|token|key|secret|password|credential)=)[^&#\s]*/gi;

/** A value of a column as a report may show it: without secrets, and cut if it is long. */
export function shownValue(value: string): string {
  return showColumnValue(value).replace(SECRETS, "$1…");
}
