import type { Api } from "grammy";
import { InlineKeyboard } from "grammy";
import type { CheckNews } from "../jobs/mod.ts";
import { type Database, loadLanguages } from "../postgres/mod.ts";
import { mendKeyboard, repairKeyboard } from "./cards.ts";
import { isUnreachable } from "./errors.ts";
import { count } from "./features/count.ts";
import { code } from "./html.ts";
import { type Locale, localeOf } from "./locales/mod.ts";

/** Tells operators what a check has found, each in their language; only one of them if that one asked. */
export type TellOperators = (news: CheckNews, askedBy?: number) => Promise<void>;

/** Makes it. Operators who are out of reach are not told. */
export function createCheckNotice(
  api: Api,
  db: Database,
  adminIds: readonly number[],
): TellOperators {
  return async (news, askedBy) => {
    for (const id of askedBy === undefined ? adminIds : [askedBy]) {
      const t = localeOf(...await loadLanguages(db, id));
      const keyboard = keyboardOf(news, t);
      try {
        await api.sendMessage(id, describeNews(news, t), {
          parse_mode: "HTML",
          ...(keyboard !== undefined && { reply_markup: keyboard }),
        });
      } catch (error) {
        if (!isUnreachable(error)) throw error;
      }
    }
  };
}

/** What is so, and what was put back before that. */
function describeNews(news: CheckNews, t: Locale): string {
  const { counts, change } = news;
  const { checks } = t.operator;
  const repaired = counts.repaired ?? 0;
  const before = repaired === 0 ? [] : [checks.putBack(count(repaired, t))];
  const told = change === "unable"
    ? [checks.unable[news.check], code(news.error ?? "")]
    : change === "well"
    ? [checks.well[news.check]]
    : describeHarm(news, t);
  return [...before, ...told].join("\n\n");
}

function describeHarm({ check, counts }: CheckNews, t: Locale): string[] {
  const of = (name: string) => count(counts[name] ?? 0, t);
  if (check !== "verify") {
    const { lost, lostOfSome } = t.operator.checks;
    const say = check === "sample" ? lostOfSome : lost;
    return [say(of("missing"), of("altered"), of("pictures"))];
  }
  const { driftFound, rowsGone } = t.operator;
  return [
    ...(counts.driftValues ? [driftFound(of("driftValues"), of("driftRows"), of("products"))] : []),
    ...(counts.withoutRow ? [rowsGone(of("withoutRow"))] : []),
  ];
}

/** The button that mends it. A replay brings no row back. */
function keyboardOf({ check, change, counts }: CheckNews, t: Locale): InlineKeyboard | undefined {
  if (change !== "worse") return undefined;
  if (check !== "verify") return repairKeyboard(t, check === "sample");
  return counts.driftValues ? mendKeyboard(t) : undefined;
}
