import type { Context } from "grammy";
import type { CheckJob, CheckRun, JobCounts } from "../jobs/mod.ts";
import type { Deliver, HealFileId, ReconcileRun, Rung, ShownPicture } from "../pictures/mod.ts";
import type { Database, DatabaseTransaction } from "../postgres/mod.ts";
import type { PictureWork, ShopStatistics } from "../shop/mod.ts";
import type { Dialogue } from "./dialogues/dialogue.ts";
import type { FilePreview } from "./file_preview.ts";
import type { Limits } from "./limits.ts";
import type { Locale } from "./locales/mod.ts";

/** What an operator is told of the shop. */
export interface OperatorReport {
  readonly statistics: ShopStatistics;
  /** How often each rung served, since this process started. */
  readonly served: Readonly<Record<Rung, number>>;
  readonly jobs: Readonly<Record<"storeImage" | "eraseProduct", JobCounts>>;
  /** The latest check of the columns by the clock; undefined if there was none. */
  readonly lastVerify: CheckRun | undefined;
  /** The latest comparison with B2; undefined if there was none. */
  readonly lastReconcile: ReconcileRun | undefined;
}

/** What operators can ask for. */
export interface OperatorDeps {
  /** Telegram user ids. For everybody else the commands do not exist. */
  readonly adminIds: readonly number[];
  readonly report: () => Promise<OperatorReport>;
  /** Where operators find the console; undefined if the shop has no address that they can reach. */
  readonly consoleUrl?: string | undefined;
  /** Has a job put lost pictures back. */
  readonly enqueueRepair?: (tx: DatabaseTransaction, job: CheckJob) => Promise<void>;
  /** Has a job look again whether columns and log agree. */
  readonly enqueueVerify?: (tx: DatabaseTransaction) => Promise<void>;
}

/** What the bot works with. */
export interface ShopDeps extends PictureWork {
  /** For `/stats` and `/verify`. Without it nobody is an operator. */
  readonly operator?: OperatorDeps;
  /** How much one user can make the bot do; the limits of a public shop if absent. */
  readonly limits?: Limits;
  /** The currency of prices without one; EUR if absent. */
  readonly currency?: string;
  /** The setting `SHOP_NAME`; the bot's name in Telegram if absent. */
  readonly name?: string;
  readonly db: Database;
  /** Shows a product's picture. */
  readonly deliver: Deliver;
  /** Counts a picture that was shown without {@link deliver}. */
  readonly noteShown: (picture: ShownPicture) => void;
  /** Ends a file id that Telegram refused. */
  readonly healFileId: HealFileId;
  /** Renders a file that a user sent. */
  readonly previewFile: (fileId: string) => Promise<FilePreview>;
}

/** What each handler finds beside grammY's context. */
export interface ShopFlavor {
  shop: ShopDeps;
  /** The texts in the user's language. */
  t: Locale;
  /** The dialogue that the user is in. */
  dialogue: Dialogue | null;
  userId: number;
  /** The update is delivered again: its effects are complete, but perhaps not its answer. */
  repeated: boolean;
}

/** The context of every handler. */
export type ShopContext = Context & ShopFlavor;
