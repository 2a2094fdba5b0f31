import { findAction, type OperatorAction } from "./audit.ts";
import { type CatalogueState, createCatalogueSurvey } from "./catalogue_survey.ts";
import type { ConsoleContext } from "./access.ts";
import { LongWork } from "./long_work.ts";
import { createPictures } from "./picture.ts";
import type { ConsoleShop } from "./shop.ts";
import type { Survey } from "./survey.ts";

/** What the pages of an open shop work with. */
export interface Room {
  readonly shop: ConsoleShop;
  readonly survey: Survey<CatalogueState>;
  readonly works: LongWork;
  readonly pictures: ReturnType<typeof createPictures>;
}

/** Makes what the pages work with, once for a shop. */
export function createRoom(shop: ConsoleShop): Room {
  return {
    shop,
    survey: createCatalogueSurvey(shop),
    works: new LongWork(shop.parts.db, () => shop.stopped),
    pictures: createPictures(shop),
  };
}

/** What this reader has just done, if the address names it. */
export async function justDone(
  context: ConsoleContext,
  { shop: { parts: { db } } }: Room,
): Promise<OperatorAction | undefined> {
  const actionId = wholeNumber(context.req.query("done"));
  if (actionId === undefined) return undefined;
  const action = await findAction(db, actionId);
  return action?.sessionId === context.var.session.id ? action : undefined;
}

/** Reads a number of an address; undefined for anything else. */
export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
