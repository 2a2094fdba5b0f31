import {
  createPerson,
  type PageAction,
  type Person,
  type TelegramUser,
} from "@vitrine/local-telegram";
import { pause } from "../../std/mod.ts";
import type { Breakable } from "./breaking.ts";
import { drawPng } from "./drawing.ts";
import { ENGLISH_SAMPLES, FRENCH_SAMPLES, type Sample } from "./sample_products.ts";

interface Seller {
  readonly user: TelegramUser;
  readonly samples: readonly Sample[];
}

const SELLERS: readonly Seller[] = [
  {
    user: { id: 1901, firstName: "Nora", username: "nora_sells", languageCode: "en" },
    samples: ENGLISH_SAMPLES,
  },
  {
    user: { id: 1902, firstName: "Émile", username: "emile_vend", languageCode: "fr" },
    samples: FRENCH_SAMPLES,
  },
];

/** The button that fills the shop. Products that are there already are not sold a second time. */
export function sampleAction(parts: () => Breakable): PageAction {
  let running: Promise<string> | undefined;
  return {
    id: "samples",
    label: "Fill the shop",
    hint: "Two people sell twelve sample products, in English and French.",
    run: () => running ??= fill(parts()).finally(() => running = undefined),
  };
}

async function fill({ shop, telegram, db }: Breakable): Promise<string> {
  await shop.untilOpen();
  const rows = await db.selectFrom("products").select("title")
    .where("seller_id", "in", SELLERS.map(({ user }) => user.id)).execute();
  const there = new Set(rows.map(({ title }) => title));
  const sold = await Promise.all(SELLERS.map(async ({ user, samples }) => {
    const missing = samples.filter(({ title }) => !there.has(title));
    // The bot's answers come one by one, because each waits for the one before.
    const person = await createPerson(telegram.control, user, { inTurn: true });
    for (const sample of missing) await sell(person, sample);
    return missing.length;
  }));
  const count = sold.reduce((sum, each) => sum + each, 0);
  return count === 0
    ? "The sample products are there already. Write /browse."
    : `${count} products are on sale. Write /browse.`;
}

/** Sells a product as any seller does, by messages to the bot. */
async function sell(person: Person, sample: Sample): Promise<void> {
  await person.say("/sell");
  // Drawing takes the processor. The bot and the page go on in between.
  await pause(0);
  await person.photo(drawPng(sample.background, sample.shapes));
  await person.say(sample.title);
  await person.say(sample.description);
  const preview = await person.say(sample.price);
  const confirm = preview.keyboard.flat().find(({ text }) => text.startsWith("✅"));
  if (confirm === undefined) throw new Error(`The bot does not offer the sale: ${preview.text}`);
  await person.press(preview, confirm.text);
}
