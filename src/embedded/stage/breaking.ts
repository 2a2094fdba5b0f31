import type { LocalTelegram, PageAction, PageText } from "@vitrine/local-telegram";
import type { Database } from "../../postgres/mod.ts";
import { getProduct } from "../../shop/mod.ts";
import { clearCacheFolder } from "../../storage/mod.ts";
import { BOT_USERNAME } from "../parts.ts";
import type { ShopRunner } from "./shop_runner.ts";
import { ACTS, WORDS } from "./words.ts";

/** What the buttons break. */
export interface Breakable {
  readonly shop: ShopRunner;
  readonly telegram: LocalTelegram;
  readonly db: Database;
  /** The folder of the disk cache. */
  readonly cacheDir: string;
  /** Whether B2 is down. */
  readonly b2: { isDown: boolean };
  /** The product that was shown last. */
  lastShown(): string | undefined;
}

/** Does something with the parts, and returns what to tell. */
export type Act = (parts: Breakable) => Promise<PageText> | PageText;

/** Makes a button. While the parts are being opened, it asks for patience. */
export function stageAction(
  parts: () => Breakable | undefined,
  id: string,
  { label, hint }: Pick<PageAction, "label"> & { readonly hint: PageText },
  act: Act,
): PageAction {
  return {
    id,
    label,
    hint,
    run: async () => {
      const open = parts();
      return open === undefined ? WORDS.starting : await act(open);
    },
  };
}

/** The buttons that break a part of the shop, and what they tell. */
export function breakingActions(parts: () => Breakable | undefined): PageAction[] {
  return [
    stageAction(parts, "plug", ACTS.plug, pullThePlug),
    stageAction(parts, "file-id", ACTS.fileId, killFileIds),
    stageAction(parts, "b2", ACTS.b2, switchB2),
    stageAction(parts, "token", ACTS.token, changeToken),
  ];
}

async function pullThePlug(parts: Breakable): Promise<PageText> {
  return ACTS.plug.done(await killAndStart(parts, () => clearCacheFolder(parts.cacheDir)));
}

async function killFileIds({ telegram, db, lastShown }: Breakable): Promise<PageText> {
  const productId = lastShown();
  const product = productId === undefined ? undefined : await getProduct(db, productId);
  const fileIds =
    product?.pictures.flatMap(({ images }) =>
      Object.values(images).flatMap(({ fileId }) => fileId ?? [])
    ) ?? [];
  if (product === undefined || fileIds.length === 0) return ACTS.fileId.none;
  for (const fileId of new Set(fileIds)) await telegram.control.killFileId(fileId, "dead");
  return ACTS.fileId.done(product.title ?? product.productId);
}

function switchB2({ b2, telegram }: Breakable): PageText {
  b2.isDown = !b2.isDown;
  telegram.panels.show("stage", {
    title: b2.isDown ? ACTS.b2.down : ACTS.b2.up,
    tone: b2.isDown ? "bad" : "good",
    key: "b2",
  });
  return b2.isDown ? ACTS.b2.saidDown : ACTS.b2.saidUp;
}

async function changeToken(parts: Breakable): Promise<PageText> {
  const { control, token: usual } = parts.telegram;
  const token = `${usual.split(":")[0]}:${crypto.randomUUID()}`;
  const change = async () => {
    await control.addBot({ token, username: BOT_USERNAME });
  };
  return ACTS.token.done(await killAndStart(parts, change, { TELEGRAM_BOT_TOKEN: token }));
}

/** Kills the shop and starts it again. Shows both, and returns how long it was away, in ms. */
async function killAndStart(
  { shop, telegram: { panels } }: Breakable,
  ...how: Parameters<ShopRunner["killAndStart"]>
): Promise<number> {
  let killed = 0;
  const [meanwhile, settings] = how;
  await shop.killAndStart(async () => {
    killed = performance.now();
    panels.show("stage", { title: ACTS.shop.down, tone: "bad", key: "shop" });
    await meanwhile();
  }, settings);
  const ms = performance.now() - killed;
  panels.show("stage", { title: ACTS.shop.openAgain(ms), tone: "good", key: "shop" });
  return ms;
}
