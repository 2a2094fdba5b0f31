import type { Usage } from "../../src/event_log/mod.ts";
import { B2_PRICES } from "../../src/storage/mod.ts";
import { formatCount } from "../support/lines.ts";
import { type Found, ok } from "./finding.ts";

/**
 * What the log tells of this month's costs at B2. The log does not know how often pictures were read: views that Telegram
 * serves by file id read nothing.
 */
export function describeCosts({ puts, uploads, storedBytes }: Usage): Found {
  const gigabytes = storedBytes / 1e9;
  const { freeStoredGB, perStoredGB } = B2_PRICES;
  const dollars = Math.max(0, gigabytes - freeStoredGB) * perStoredGB;
  return ok(
    `This month: ${formatCount(puts)} put to B2 (free), ${formatCount(uploads)} uploaded to ` +
      `Telegram. Stored: ${gigabytes.toFixed(2)} GB, $${
        dollars.toFixed(2)
      } a month. Reads are not counted`,
  );
}
