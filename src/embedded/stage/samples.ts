import {
  createPerson,
  type MessageView,
  type PageAction,
  type PageText,
  type Person,
  type TelegramUser,
} from "@vitrine/local-telegram";
import { pause } from "../../std/mod.ts";
import { type Breakable, stageAction } from "./breaking.ts";
import { drawPng } from "./drawing.ts";
import { ENGLISH_SAMPLES, FRENCH_SAMPLES, type Sample } from "./sample_products.ts";
import { ACTS } from "./words.ts";

interface Seller {
  readonly user: TelegramUser;
  readonly samples: readonly Sample[];
}

const SELLERS: readonly Seller[] = [
  {
    user: { id: 1902, firstName: "Émile", username: "emile_vend", languageCode: "fr" },
    samples: FRENCH_SAMPLES,
  },
  {
    user: { id: 1901, firstName: "Nora", username: "nora_sells", languageCode: "en" },
    samples: ENGLISH_SAMPLES,
  },
];

/** The button that fills the shop. Products that are there already are not sold a second time. */
export function sampleAction(parts: () => Breakable | undefined): PageAction {
  let running: Promise<PageText> | undefined;
  return stageAction(parts, "samples", ACTS.samples, async (open) => {
    running ??= fill(open).finally(() => running = undefined);
    return await running;
  });
}

async function fill({ shop, telegram, db }: Breakable): Promise<PageText> {
  await shop.untilOpen();
  const rows = await db.selectFrom("products").select("title")
    .where("seller_id", "in", SELLERS.map(({ user }) => user.id)).execute();
  const there = new Set(rows.map(({ title }) => title));
  const people = await Promise.all(
    SELLERS.map(({ user }) => createPerson(telegram.control, user, { inTurn: true })),
  );
  let count = 0;
  for (const [who, sample] of inTurn()) {
    if (there.has(sample.title)) continue;
    await sell(people[who]!, sample);
    count++;
  }
  return count === 0 ? ACTS.samples.there : ACTS.samples.done(count);
}

/** Each seller's first product, then each one's second: so the catalogue begins with both languages. */
function inTurn(): (readonly [seller: number, sample: Sample])[] {
  const most = Math.max(...SELLERS.map(({ samples }) => samples.length));
  return Array.from({ length: most }, (_, index) => index).flatMap((index) =>
    SELLERS.flatMap(({ samples }, seller) => {
      const sample = samples[index];
      return sample === undefined ? [] : [[seller, sample] as const];
    })
  );
}

/** Sells a product as any seller does, by messages to the bot. */
async function sell(person: Person, sample: Sample): Promise<void> {
  await person.say("/sell");
  const pictures: Uint8Array[] = [];
  for (const drawing of sample.pictures) {
    // Drawing takes the processor. The bot and the page go on in between.
    await pause(0);
    pictures.push(drawPng(drawing));
  }
  await (pictures.length === 1 ? person.photo(pictures[0]!) : person.album(pictures));
  await person.say(sample.title);
  await person.say(sample.description);
  let answer = await person.say(sample.price);
  // Of an album, the bot may still be changing an earlier answer.
  while (confirmIn(answer) === undefined) answer = await person.answerTo(answer);
  await person.press(answer, confirmIn(answer)!);
}

/** The label of the button that puts a product on sale. */
function confirmIn({ keyboard }: MessageView): string | undefined {
  return keyboard.flat().find(({ text }) => text.startsWith("✅"))?.text;
}
