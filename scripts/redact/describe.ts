import { count } from "../support/lines.ts";
import type { Receipt, Subject } from "./redact.ts";

/** What would be done. */
export function describePlan({ sellerId, products, toDelete, events }: Subject): string[] {
  const whom = sellerId === undefined ? "" : ` of the seller ${sellerId}`;
  return [
    `${count(products.length, "product")}${whom}: ${products.join(", ") || "none"}`,
    `To be deleted for good: ${toDelete.join(", ") || "none"}`,
    `Events that name the seller, file ids or old addresses: ${events}`,
  ];
}

/** What was done, and what no program can reach. */
export function describeReceipt(receipt: Receipt): string[] {
  const { products, deleted, versions, events, ofEvents, rows, digest } = receipt;
  const { drift, left, foreignColumns } = receipt;
  const foreign = foreignColumns.length === 0
    ? []
    : [`Columns that are not the shop's still hold something: ${foreignColumns.join(", ")}.`];
  return [
    `Redacted at ${new Date().toISOString().slice(0, 19)}Z`,
    `  ${count(products, "product")}, ${deleted} deleted for good now`,
    `  ${count(versions, "version")} of objects removed from B2`,
    `  ${count(events, "event")} changed, of ${ofEvents}: each product has 1, 2, … without a gap`,
    `  ${count(rows, "row")} about the seller deleted`,
    `  Drift between columns and log: ${drift === 0 ? "none" : count(drift, "value")}`,
    `  Order of the events, SHA-256: ${digest}`,
    ...left.map((line) => `  LEFT: ${line}`),
    ...foreign.map((line) => `  LEFT: ${line}`),
    "No program can reach: backups and the WAL until they expire, disk caches of other",
    "machines, CDNs, former buckets, and messages in chats. PostgreSQL reuses the space",
    "of old rows in time; vacuum (full) of products and image_events does it at once.",
    "A put of a killed process may land within 20 minutes: run the command again then.",
  ];
}
