import type { Context } from "grammy";
import type {
  Deliver,
  ReconcileRun,
  Rung,
  StoreImageJob,
  TelegramFileIds,
} from "../pictures/mod.ts";
import type { Database, DatabaseTransaction } from "../postgres/mod.ts";
import type { ShopStatistics } from "../shop/mod.ts";
import type { Dialogue } from "./dialogues/dialogue.ts";
import type { FilePreview } from "./file_preview.ts";
import type { Limits } from "./limits.ts";
import type { Locale } from "./locales/mod.ts";

/** The jobs of one kind. */
export interface QueuedJobs {
  /** To be done, or being done. */
  readonly waiting: number;
  /** Given up: nobody tries them again by itself. */
  readonly failed: number;
}

/** What an operator is told of the shop. */
export interface OperatorReport {
  /** Products, pictures, drift. */
  readonly statistics: ShopStatistics;
  /** How often each rung served, since this process started. */
  readonly served: Readonly<Record<Rung, number>>;
  /** Pictures that wait to be stored and products that wait to be erased, and those that were given up. */
  readonly jobs: Readonly<Record<"storeImage" | "eraseProduct", QueuedJobs>>;
  /** The latest comparison with B2. */
  readonly lastReconcile: ReconcileRun | undefined;
}

/** What operators can ask for. */
export interface OperatorDeps {
  /** Their Telegram user ids; to everybody else the commands do not exist. */
  readonly adminIds: readonly number[];
  /** How the shop is. */
  readonly report: () => Promise<OperatorReport>;
}

/** What the bot stands on. */
export interface ShopDeps {
  /** For `/stats` and `/verify`; without it nobody is an operator. */
  readonly operator?: OperatorDeps;
  /** On what one user can make the bot do; those of a shop that is open to the world if absent. */
  readonly limits?: Limits;
  /** PostgreSQL. */
  readonly db: Database;
  /** Shows a product's picture. */
  readonly deliver: Deliver;
  /** The bot's file ids. */
  readonly fileIds: TelegramFileIds;
  /** What a file that a user sent looks like as a picture. */
  readonly previewFile: (fileId: string) => Promise<FilePreview>;
  /** Enqueues the storing of a picture, in the transaction that makes it necessary. */
  readonly enqueueStoreImage: (
    tx: DatabaseTransaction,
    job: StoreImageJob,
  ) => Promise<void>;
  /**
   * Enqueues the erasing of what B2 and the disk hold of a product, in the transaction that deletes it for good;
   * `addresses`: what its columns named until then.
   */
  readonly enqueueEraseProduct: (
    tx: DatabaseTransaction,
    request: { readonly productId: string; readonly addresses: readonly string[] },
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
