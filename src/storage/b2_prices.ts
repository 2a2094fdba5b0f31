/**
 * What B2 costs, in dollars. Transactions and downloads: https://www.backblaze.com/cloud-storage/transaction-pricing, storage: $6
 * for a TB, both read 2026-11. docs/costs.md shows the same. Class A (PutObject, DeleteObject) is free. B is GetObject and
 * HeadObject. C is the lists. Days are those of UTC.
 */
export const B2_PRICES = {
  perClassB: 0.004 / 10_000,
  perClassC: 0.004 / 1000,
  freeCallsPerDay: 2500,
  perDownloadedGB: 0.01,
  freeDownloadedGBPerDay: 1,
  perStoredGB: 0.006,
  freeStoredGB: 10,
} as const;

/** What reading from B2 costs in a time, in dollars, beyond what is free; `freeDays`: how many days' share is free. */
export function priceOfReads(
  { calls, bytes }: { readonly calls: number; readonly bytes: number },
  freeDays: number,
): number {
  const { perClassB, freeCallsPerDay, perDownloadedGB, freeDownloadedGBPerDay } = B2_PRICES;
  const beyond = (amount: number, free: number) => Math.max(0, amount - freeDays * free);
  return beyond(calls, freeCallsPerDay) * perClassB +
    beyond(bytes / 1e9, freeDownloadedGBPerDay) * perDownloadedGB;
}
