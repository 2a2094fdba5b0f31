import { sql } from "kysely";
import { createPerson } from "@vitrine/local-telegram";
import type { BenchContext, Measurement } from "../bench.ts";
import { makeOriginal } from "../originals.ts";
import { medianOfRounds, percentile } from "../rounds.ts";
import { type BenchShop, openBenchShop } from "../shop.ts";
import { watchLateness } from "./lateness.ts";
import { sellAs } from "../../world/sale.ts";
import { until } from "../../testing/until.ts";

const VIEWS_PER_SECOND = 20;
const VIEWERS = 200;
const SELLERS = 10;
/** The local user ids of those who sell and of those who look. */
const FIRST_SELLER = 100;
const FIRST_VIEWER = 10_000;
/** For so long, so that both states have as many views. */
const SECONDS = 15;

/** Views at a steady rate, idle and while ten sellers send files of 12 megapixels, again and again. Each is rendered twice. */
export async function measureViewsBeside(context: BenchContext): Promise<Measurement[]> {
  await using bench = await openBenchShop(context);
  const { control } = bench.telegram;
  const seller = await createPerson(control, { id: 1, firstName: "Seller" });
  const photo = await makeOriginal(1280);
  const productId = await sellAs(seller, { photo, title: "Lamp" });
  await untilStored(bench, 1);
  const file = await makeOriginal(4000);
  await viewFor(bench, productId, AbortSignal.timeout(2000));
  const longEnoughMs = (context.quick ? 3 : SECONDS) * 1000;
  const figures = await medianOfRounds(context.rounds, async (round) => {
    context.say(`views, idle, round ${round}`);
    const idle = await watched(() => viewFor(bench, productId, AbortSignal.timeout(longEnoughMs)));
    context.say(`views while pictures are rendered, round ${round}`);
    const done = new AbortController();
    const selling = sellFor(longEnoughMs, () => sellFiles(bench, file))
      .finally(() => done.abort());
    const viewing = watched(() => viewFor(bench, productId, done.signal));
    const [busy, seconds] = await Promise.all([viewing, selling]);
    return { ...named("idle", idle), ...named("busy", busy), seconds };
  });
  const what = `views at ${VIEWS_PER_SECOND}/s while ${SELLERS} files of 12 megapixels are sold`;
  const besideIdle = (value: number) => ({ what: "the same views while nobody sells", value });
  return [
    {
      ...{
        what: `${what}, p99`,
        unit: "ms",
        ours: figures.busy99,
        control: besideIdle(figures.idle99),
      },
      goal: { by: "ratio", atMost: 2 },
    },
    {
      what: "the same, p50",
      unit: "ms",
      ours: figures.busy50,
      control: besideIdle(figures.idle50),
    },
    {
      ...{ what: "of this, how late a timer of the load itself is, p99", unit: "ms" },
      ...{ ours: figures.busyLate, control: besideIdle(figures.idleLate) },
    },
    { what: `${SELLERS} files sold and stored`, unit: "s", ours: figures.seconds },
  ];
}

interface Watched {
  readonly times: readonly number[];
  readonly late: number;
}

async function watched(work: () => Promise<number[]>): Promise<Watched> {
  using lateness = watchLateness();
  return { times: await work(), late: lateness.p99() };
}

function named<Name extends "idle" | "busy">(name: Name, { times, late }: Watched) {
  return {
    [`${name}50`]: percentile(times, 0.5),
    [`${name}99`]: percentile(times, 0.99),
    [`${name}Late`]: late,
  } as Record<`${Name}${"50" | "99" | "Late"}`, number>;
}

/** Follows deep links until the signal. Returns the milliseconds until the picture was in each chat. */
async function viewFor(
  { telegram: { control } }: BenchShop,
  productId: string,
  signal: AbortSignal,
): Promise<number[]> {
  const views: Promise<number>[] = [];
  const started = performance.now();
  while (!signal.aborted) {
    const due = started + views.length * 1000 / VIEWS_PER_SECOND;
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    const seen = view(FIRST_VIEWER + views.length % VIEWERS);
    // It fails the round below.
    seen.catch(() => {});
    views.push(seen);
  }
  return await Promise.all(views);

  async function view(userId: number): Promise<number> {
    const begun = performance.now();
    const { event } = await control.sendText(userId, `/start ${productId}`);
    const shown = await control.nextBotMessage(userId, { after: event });
    if (shown.kind !== "photo") throw new Error(`No picture was shown: ${shown.text}`);
    return performance.now() - begun;
  }
}

/** Sells again until the time is over. Returns the seconds that one time took. */
async function sellFor(leastMs: number, sell: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  let times = 0;
  do {
    await sell();
    times++;
  } while (performance.now() - begun < leastMs);
  return (performance.now() - begun) / 1000 / times;
}

/** New sellers send a file and confirm, at the same time. Ends when all pictures are stored. */
async function sellFiles(bench: BenchShop, file: Uint8Array): Promise<void> {
  const before = await countStored(bench);
  const first = FIRST_SELLER + before;
  await Promise.all(Array.from({ length: SELLERS }, (_, n) => sellFile(bench, file, first + n)));
  await untilStored(bench, before + SELLERS);
}

async function sellFile({ telegram: { control } }: BenchShop, file: Uint8Array, userId: number) {
  const seller = await createPerson(control, { id: userId, firstName: "Seller" });
  await seller.say("/sell");
  const document = { fileName: "lamp.jpg", mimeType: "image/jpeg" };
  const sent = await control.sendDocument(userId, file, document);
  // The preview comes first, then the next question.
  await seller.answerTo(sent);
  await control.nextBotMessage(userId, { after: sent.event, kind: "text" });
  await seller.say("Lamp");
  await seller.say("A fine one.");
  const offer = await seller.say("12.50 €");
  const confirm = offer.keyboard.flat().find(({ text }) => text.startsWith("✅"));
  if (confirm === undefined) throw new Error(`Nothing to confirm in: ${offer.text}`);
  await seller.press(offer, confirm.text);
}

async function countStored({ db }: BenchShop): Promise<number> {
  const { rows } = await sql<{ stored: number }>`
    select count(*)::int as stored from products where cover_image_url is not null`.execute(db);
  return rows[0]!.stored;
}

async function untilStored(bench: BenchShop, count: number): Promise<void> {
  await until("all pictures are stored", async () => await countStored(bench) >= count);
}
