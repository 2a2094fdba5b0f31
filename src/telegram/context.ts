import type { Context } from "grammy";
import type { Deliver } from "../delivery/mod.ts";
import type { TelegramFileIds } from "../delivery/mod.ts";
import type { ImageRenderer } from "../imaging/mod.ts";
import type { Database, DatabaseTransaction } from "../postgres/mod.ts";
import type { Dialogue } from "./dialogues/dialogue.ts";
import type { Locale } from "./locales/mod.ts";
import type { FetchOriginal } from "./originals.ts";

/** A picture to be rendered and stored in B2. */
export interface StoreImageRequest {
  /** The bot that the file was sent to. */
  readonly botId: number;
  /** Whose. */
  readonly productId: string;
  /** Of which generation (see `ImageState`): it is not stored once another has taken its place. */
  readonly generation: number;
  /** The Telegram file to download. */
  readonly fileId: string;
}

/** What the bot stands on. */
export interface ShopDeps {
  /** PostgreSQL. */
  readonly db: Database;
  /** Shows a product's picture. */
  readonly deliver: Deliver;
  /** The bot's file ids. */
  readonly fileIds: TelegramFileIds;
  /** Downloads what users sent. */
  readonly fetchOriginal: FetchOriginal;
  /** Renders what users sent as files, to see whether it can be rendered. */
  readonly renderer: ImageRenderer;
  /** Enqueues the storing of a picture, in the transaction that makes it necessary. */
  readonly enqueueStoreImage: (
    tx: DatabaseTransaction,
    request: StoreImageRequest,
  ) => Promise<void>;
}

/** What each handler finds beside grammY's context. */
export interface ShopFlavor {
  /** What the bot stands on. */
  shop: ShopDeps;
  /** The user's texts. */
  t: Locale;
  /** The dialogue that the user is in. */
  dialogue: Dialogue | null;
  /** The user. */
  userId: number;
  /** The update is delivered again: its effects are complete, but perhaps not its answer. */
  repeated: boolean;
}

/** The context of every handler. */
export type ShopContext = Context & ShopFlavor;
