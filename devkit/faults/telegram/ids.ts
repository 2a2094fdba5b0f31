import assert from "node:assert/strict";
import { sql } from "kysely";
import { type ImageType, PICTURES } from "../../../src/domain/mod.ts";
import { loadImages } from "../../../src/event_log/mod.ts";
import { LOCALES } from "../../../src/telegram/locales/mod.ts";
import type { Cell } from "../matrix.ts";
import { assertNothingLost, type Pictures } from "../invariants.ts";
import { plainRun } from "../ledger.ts";
import { markedPhoto, type Shown } from "../../world/marker.ts";
import type { FaultShop } from "../shop.ts";
import { browse, shownBy, view } from "../steps.ts";
import { latestCall, markerOf, sellStored, uploadsSince } from "./steps.ts";

/** A way in which a file id can be bad. */
interface BadId {
  readonly fault: string;
  /** Makes the file id of a product's picture bad. */
  spoil(shop: FaultShop, productId: string, imageType: ImageType): Promise<void>;
  /** The log knows the id, so its end is an event. Otherwise the log needs no event. */
  readonly logged: boolean;
  /** It is the id of a file that is no photo. */
  readonly downloadable?: boolean;
}

const OTHER_BOT = {
  token: `7000000099:${"A".repeat(35)}`,
  username: "other_bot",
  botId: 7000000099,
};
const STRANGER = 909;

const killed = (["dead", "foreign", "wrongType", "garbage"] as const).map((mode): BadId => ({
  fault: `file id: ${mode}`,
  logged: true,
  spoil: async ({ db, telegram }, productId, imageType) => {
    const { images } = await loadImages(db, productId);
    await telegram.control.killFileId(images[imageType].fileIds![0]!.fileId, mode);
  },
}));

const written = (fault: string, idOf: (shop: FaultShop) => Promise<string>): BadId => ({
  fault: `column: ${fault}`,
  logged: false,
  spoil: async (shop, productId, imageType) => {
    const column = sql.ref(PICTURES[imageType].columns.fileId);
    await sql`update products set ${column} = ${await idOf(shop)} where product_id = ${productId}`
      .execute(shop.db);
  },
});

const BAD_IDS: readonly BadId[] = [
  ...killed,
  written("garbage, past the log", () => Promise.resolve("AgAC-by-hand")),
  written("another bot's id, past the log", async ({ telegram: { control } }) => {
    const { botId, ...bot } = OTHER_BOT;
    await control.addBot(bot);
    await control.sendPhoto(STRANGER, await markedPhoto(500), { botId });
    return (await control.transcript(STRANGER, { botId })).messages.at(-1)!.photo!.fileId;
  }),
  {
    ...written("a document's id, past the log", async ({ telegram: { control } }) => {
      const file = { fileName: "a.jpg", mimeType: "image/jpeg" };
      await control.sendDocument(STRANGER, await markedPhoto(500), file);
      const { messages } = await control.transcript(STRANGER);
      return messages.findLast(({ from }) => from === "user")!.file!.fileId;
    }),
    downloadable: true,
  },
];

/** A place where the bot sends a file id. */
interface Use {
  readonly moment: string;
  readonly imageType: ImageType;
  /** Shows the picture. Returns what it shows, or nothing if the picture may be missing. */
  show(shop: FaultShop, productId: string): Promise<Shown | undefined>;
  /** The picture may be missing. */
  readonly mayLack?: boolean;
}

const USES: readonly Use[] = [
  { moment: "a view", imageType: "cover", show: view },
  {
    moment: "an edit in place",
    imageType: "cover",
    show: async (shop) => {
      const { button } = LOCALES.en;
      const card = await shop.buyer.press(await shop.buyer.say("/browse"), button.details);
      return await shownBy(shop, card);
    },
  },
  {
    moment: "inline results",
    imageType: "cover",
    mayLack: true,
    show: async ({ buyer, telegram: { control } }, productId) => {
      const { results } = await control.inlineQuery(buyer.user.id, productId);
      assert.equal(results.length, 1, "one result, with or without its picture");
      return undefined;
    },
  },
  { moment: "a card of the catalogue", imageType: "thumb", show: browse },
];

/** A cell for each bad id at each place. The cells share a shop. */
export const BAD_ID_CELLS: readonly Cell<FaultShop>[] = USES.flatMap((use) =>
  BAD_IDS.map((bad) => ({
    fault: bad.fault,
    moment: use.moment,
    expected: `${use.mayLack ? "a result" : "the picture, in the same request"}; ` +
      `${use.imageType} uploaded ${uploadsOf(bad, use) === 1 ? "once" : "never"}; ` +
      (addedBy(bad, use).join(", ") || "no event") + "; the column is right",
    run: (shop) => run(shop, bad, use),
  }))
);

async function run(shop: FaultShop, bad: BadId, use: Use): Promise<Pictures> {
  const { control } = shop.telegram;
  const { imageType } = use;
  const since = shop.accepted.size;
  const productId = await sellStored(shop);
  await browse(shop, productId);
  await control.waitForIdle();
  await bad.spoil(shop, productId, imageType);
  const sinceId = await latestCall(shop);
  const shown = await use.show(shop, productId);
  if (!use.mayLack) assert.equal(shown, markerOf(shop, productId));
  await view(shop, productId);
  await control.waitForIdle();
  assert.equal(await uploadsSince(shop, sinceId), uploadsOf(bad, use), "uploads");
  const added = addedBy(bad, use);
  return await assertNothingLost(shop, { since, added, like: await plainRun(plain) });
}

/**
 * Whether the bot notices the bad id at this place. Inline mode asks Telegram whether the file can be downloaded. A
 * document can, so only the next view notices that it is no photo.
 */
function isFoundFirst({ downloadable = false }: BadId, { mayLack = false }: Use): boolean {
  return mayLack && !downloadable;
}

/** When the column is right again, the bot sends the id of the log. It also remembers the id of a thumb in memory. */
function uploadsOf(bad: BadId, use: Use): number {
  return bad.logged || use.imageType === "cover" && !isFoundFirst(bad, use) ? 1 : 0;
}

/** The events of the upload. The rendered picture is not the seller's photo, so it gets a new file id. */
function addedBy(bad: BadId, use: Use): string[] {
  const captured = `TelegramFileIdCaptured ${use.imageType}`;
  if (bad.logged) return [captured, `ImageInvalidated ${use.imageType} telegram`];
  return uploadsOf(bad, use) === 1 ? [captured] : [];
}

async function plain(shop: FaultShop): Promise<void> {
  await browse(shop, await sellStored(shop));
  await shop.telegram.control.waitForIdle();
}
