import type { JobQueue } from "../jobs/mod.ts";
import type { FindPicture, PictureParts, StoreImageJob } from "../pictures/mod.ts";
import type { Database, DatabaseTransaction } from "../postgres/mod.ts";

/** The parts of an open shop that the console shows and uses. */
export interface ConsoleShop {
  readonly parts: PictureParts;
  /** For work on the whole catalogue, which may take long. */
  readonly long: Database;
  /** The base of the URLs in the columns, without a slash at its end. */
  readonly publicUrl: string;
  readonly findPicture: FindPicture;
  /** Makes an address of an object of the bucket that its reader can open for some minutes. */
  readonly signAddress: (key: string) => Promise<string>;
  readonly queue: Pick<JobQueue, "schema">;
  readonly enqueueStoreImage: (tx: DatabaseTransaction, job: StoreImageJob) => Promise<void>;
  /** Has a check look again whether columns and log agree. */
  readonly enqueueVerify: (tx: DatabaseTransaction) => Promise<void>;
  /** This process no longer sends a file id that the log has ended. */
  readonly forgetFileId: (fileId: string) => void;
  /** Aborted when the process stops. */
  readonly stopped: AbortSignal;
  /** Adds what this process has shown to the counts of all processes. */
  readonly flushShown: () => Promise<void>;
}

/** What `/readyz` answers. */
export interface Readiness {
  readonly ready: boolean;
  /** `ok`, or a stable reason such as `timed_out`. */
  readonly checks: Readonly<Record<string, string>>;
}
