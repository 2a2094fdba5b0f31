import type { ConsoleContext } from "./access.ts";
import { SavingsPage } from "./pages/savings.tsx";
import type { Room } from "./room.ts";
import { readSavings, SAVINGS_DAYS, type SavingsTime } from "./savings.ts";

/** The page of what was saved. This process adds what it has counted first, so that the last minute is there. */
export async function showSavings(context: ConsoleContext, { shop }: Room): Promise<Response> {
  const asked = context.req.query("time") ?? "";
  const time: SavingsTime = Object.hasOwn(SAVINGS_DAYS, asked) ? asked as SavingsTime : "month";
  await shop.flushShown();
  const savings = await readSavings(shop.parts.db, time);
  return await context.html(
    <SavingsPage reader={context.var.reader} time={time} savings={savings} />,
  );
}
