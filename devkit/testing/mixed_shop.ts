/**
 * A shop that mixes all kinds of rows, in the table of an older program, with its files, objects and file ids.
 * @module
 */
import { sql } from "kysely";
import { markedPhoto, type Shown } from "../world/marker.ts";
import { type CommandResult, outputOf, spawnScript } from "./command.ts";
import type { MixedKind, MixedWorld } from "./mixed_kind.ts";
import { MIXED_KINDS } from "./mixed_kinds.ts";
import { ODD_IDS } from "./odd_ids.ts";
import { putByHand } from "./s3.ts";
import { openShop, type Shop } from "./shop.ts";

/** A row, and what must become of it. */
export interface MixedProduct extends MixedKind {
  readonly productId: string;
  readonly title: string | null;
  /** What the product's own message must show. */
  readonly shown: Shown;
}

/** The shop. It is closed: the caller migrates its table, and starts it. */
export interface MixedShop extends Shop {
  readonly products: readonly MixedProduct[];
  /** Runs a command of the shop to its end. */
  run(script: string, ...args: string[]): Promise<CommandResult>;
  /** Starts a command of the shop. */
  spawn(script: string, ...args: string[]): Deno.ChildProcess;
}

const OTHER_TOKEN = "987654321:BBFother-bot-abcdefghijklmnopqrstuvw";
/** Who sent pictures to the bots of the old shop. */
const SENDER = 42;
const SELLER = 101;

/** Types as older programs chose them: too short, padded, and without what a new sale needs. */
const TABLE = `
  create table products (
    product_id varchar(250) primary key,
    title char(40),
    description varchar(200),
    seller_id integer,
    seller_username varchar(32),
    price_eur numeric(10, 2) not null,
    category varchar(40) not null,
    cover_image_url varchar(100000),
    thumbnail_url char(60),
    telegram_cover_file_id varchar(120),
    listed_at timestamptz
  )`;
const USERNAMES = ["sam", "@sam", "https://t.me/sam", "Sam Seller", "None", null];

/** Opens a mixed shop with so many rows. Each kind is in it if there are enough. */
export async function openMixedShop(count: number): Promise<MixedShop> {
  await using stack = new AsyncDisposableStack();
  const shop = stack.use(await openShop({ closed: true, legacy: true }));
  await shop.telegram.control.addBot({ token: OTHER_TOKEN, username: "other_bot" });
  const world = worldOf(shop);
  await sql.raw(TABLE).execute(shop.db);
  const products: MixedProduct[] = [];
  for (let n = 0; n < count; n++) products.push(await addProduct(shop, world, n));
  const env = settingsOf(shop);
  const spawn = (script: string, ...args: string[]) => spawnScript(script, { args, env });
  const parts = stack.move();
  return Object.assign(shop, {
    products,
    spawn,
    run: (script: string, ...args: string[]) => outputOf(spawn(script, ...args)),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  });
}

async function addProduct({ db }: Shop, world: MixedWorld, n: number): Promise<MixedProduct> {
  const kind = MIXED_KINDS[n % MIXED_KINDS.length]!;
  // Odd ids go to other kinds in each shop size, and every kind has usual ids too.
  const productId = n % 3 === 0 ? ODD_IDS[n / 3]?.id ?? `${n}` : `TBF-${n}`;
  const title = n % 10 === 7 ? null : `Item ${n}`;
  const { cover, thumb = null } = await kind.make(world, n, await markedPhoto(n));
  await sql`
    insert into products (product_id, title, seller_id, seller_username, price_eur, category,
      cover_image_url, thumbnail_url, listed_at)
    values (${productId}, ${title}, ${SELLER}, ${USERNAMES[n % USERNAMES.length]}, 12.5, 'home',
      ${cover}, ${thumb}, ${n % 4 === 0 ? null : new Date(Date.UTC(2020, 0, 1, 0, n))})`.execute(
    db,
  );
  return { ...kind, productId, title, shown: kind.shows ?? n };
}

function worldOf(
  { legacyDir: root, b2Settings, behind, telegram: { control, token } }: Shop,
): MixedWorld {
  return {
    root,
    publicUrl: `${b2Settings.endpoint}/${b2Settings.bucket}`,
    file: async (path, bytes) => {
      await Deno.mkdir(`${root}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeFile(`${root}/${path}`, bytes);
    },
    object: (key, bytes) => putByHand(behind, encodeURI(key), bytes),
    photo: async (bytes, bot) => {
      const botId = Number((bot === "own" ? token : OTHER_TOKEN).split(":")[0]);
      await control.sendPhoto(SENDER, bytes, { botId });
      return (await control.transcript(SENDER, { botId })).messages.at(-1)!.photo!.fileId;
    },
  };
}

/** The settings of the shop that its commands use. */
function settingsOf({ environment }: Shop): Record<string, string> {
  const wanted = /^(DATABASE_URL|B2_|TELEGRAM_|IMAGE_ENGINE|LEGACY_IMAGES_DIR)/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => wanted.test(name)));
}
