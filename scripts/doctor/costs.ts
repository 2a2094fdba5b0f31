import type { Usage } from "../../src/event_log/mod.ts";
import { formatCount } from "../support/lines.ts";
import { type Found, ok } from "./finding.ts";

/** Dollars for a terabyte in a month, and the gigabytes that are free (docs/costs.md, read 2026-11). */
const DOLLARS_PER_TB = 6;
const FREE_GB = 10;

/**
 * What the log tells of this month's costs at B2. The log does not know how often pictures were read: views that Telegram
 * serves by file id read nothing.
 */
export function describeCosts({ puts, uploads, storedBytes }: Usage): Found {
  const gigabytes = storedBytes / 1e9;
  const dollars = Math.max(0, gigabytes - FREE_GB) / 1000 * DOLLARS_PER_TB;
  return ok(
    `This month: ${formatCount(puts)} put to B2 (free), ${formatCount(uploads)} uploaded to ` +
      `Telegram. Stored: ${gigabytes.toFixed(2)} GB, $${
        dollars.toFixed(2)
      } a month. Reads are not counted`,
  );
}
