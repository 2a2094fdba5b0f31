import { one } from "./count.ts";

const n = (value: number) => value.toLocaleString("en");
const count = (value: number, single: string, several = `${single}s`) =>
  `${n(value)} ${one(value) ? single : several}`;

/** The texts of actions, of drift, of jobs and of the history in English. */
export const EN_ACTS = {
  actions: {
    replay: "Rebuild the columns",
    invalidate: "End the file ids",
    restore: "Check and restore in B2",
    put_back: "Put back on sale",
    mend_all: "Mend all",
    retry_job: "Try again",
    cancel_job: "Cancel the job",
    retry_jobs: "Try all again",
    cancel_jobs: "Cancel all",
    pause_jobs: "Pause the queue",
    resume_jobs: "Resume",
    compare: "Compare sizes",
    compare_deep: "Compare hashes",
    repair: "Restore all",
    give_up: "Give up those without a copy",
    adopt: "Give covers back",
    adopt_one: "Give it back",
    delete_spare: "Delete all that are old enough",
    delete_one: "Delete",
    cancel_work: "Stop it",
  },
  confirm: {
    title: (action: string) => `${action}?`,
    what: {
      replay:
        "The picture columns of this product become what the log demands. It does not change the log.",
      invalidate:
        "The log ends the file ids of this product's pictures. The next view uploads them to Telegram again.",
      restore:
        "Each picture is downloaded from B2 and compared with its hash. One that is missing or altered is restored from the disk or from Telegram. A picture that was never stored gets a job.",
      put_back: "The product is in the catalogue again, at its old place. Its seller is not told.",
      mend_all:
        "The picture columns of every product become what the log demands. The shop goes on meanwhile.",
      retry_job: "The job runs again as soon as a process has time for it.",
      cancel_job: "Nobody runs the job any more. You can start it again as long as it is listed.",
      retry_jobs: "All jobs of this list run again, as soon as a process has time for them.",
      cancel_jobs:
        "Nobody runs the jobs of this list any more. Jobs that erase a deleted product stay: its seller was promised that nothing stays.",
      pause_jobs:
        "Within a second, no process starts a job of it any more. Running jobs end. Sellers and buyers notice nothing at first: pictures are not stored in B2 meanwhile.",
      resume_jobs: "The jobs that wait are started again within a second.",
      compare:
        "B2 lists its objects, and each is compared with the log by its size. Nothing is changed.",
      compare_deep:
        "Every picture is downloaded from B2, and its hash compared. This costs a download of all pictures. Nothing is changed.",
      repair:
        "Missing and altered pictures are put back: from the disk, from the original, or from Telegram. Those without any copy stay in the list.",
      give_up:
        "Up to 100 pictures without any copy are given up: the shop shows a placeholder until the seller replaces them. Those that have a copy are restored.",
      adopt:
        "Each product without a picture gets the latest cover that B2 still has of it, and a thumb made from it. Missing pictures are restored first.",
      adopt_one:
        "The product gets the latest cover that B2 still has of it, and a thumb made from it.",
      delete_spare:
        "Objects that no product shows are deleted for good, if they have been spare for 48 hours. If there are more than you saw, none is.",
      delete_one: "The object is deleted for good, if it has been spare for 48 hours.",
      cancel_work: "It ends at its next step. What it has done stays done.",
    },
    seen: (version: number) => `As you saw it: version ${n(version)}.`,
    product: "Product",
    queue: "Queue",
    all: "All products",
  },
  outcome: {
    started: "runs, or was cut off",
    done: "done",
    refused: "refused",
    failed: "failed",
    cancelled: "stopped",
  },
  said: {
    replay: (rows: number): string =>
      rows === 0 ? "The columns were right already." : "The columns are as the log demands again.",
    invalidate: (ids: number): string =>
      ids === 0 ? "There was no file id." : `Ended: ${count(ids, "file id")}.`,
    mend_all: (rows: number): string =>
      rows === 0 ? "All rows were right already." : `Mended: ${count(rows, "row")}.`,
    put_back: "The product is on sale again.",
    enqueued: "B2 never had the picture. A job stores it now.",
    nothingStored: "Nothing was ever stored, and Telegram has no picture to store.",
    jobs: (jobs: number): string =>
      jobs === 0 ? "There was no such job any more." : `Changed: ${count(jobs, "job")}.`,
    paused: "No job of it is started any more.",
    resumed: "Its jobs are started again.",
    refused: {
      stale: "It has changed since you opened the page, so nothing was done.",
      deleted: "The product was deleted for good.",
      unknown_product: "There is no such product.",
      no_seller: "The product has no seller, so nobody can sell it.",
      not_yours: "The product was deleted for good.",
      running: "This is being done already.",
      ended: "It had ended already.",
    } as Readonly<Record<string, string>>,
    restored: {
      intact: "intact in B2",
      put_back: "put back into B2",
      made_anew: "made anew in B2",
      no_copy: "lost in B2, and no copy is left",
      superseded: "replaced meanwhile",
      deleted: "deleted meanwhile",
      unknown_product: "no such product",
    } as Readonly<Record<string, string>>,
  },
  stale: {
    title: "It has changed meanwhile",
    product: (seen: number, now: number) =>
      `You saw version ${n(seen)}. It is version ${n(now)} now. Nothing was done.`,
    job: (seen: string, now: string) =>
      `You saw it as “${seen}”. It is “${now}” now. Nothing was done.`,
    gone: "It is gone. Nothing was done.",
    look: "Look at it now",
  },
  drift: {
    title: "Drift",
    lead: "Columns that are not what the event log demands.",
    none: "Columns and log agree",
    noneText: (products: number, events: number) =>
      `Compared ${count(products, "product")} with ${count(events, "event")}.`,
    found: (values: number, rows: number) =>
      `${count(values, "wrong value")} in ${count(rows, "product")}`,
    first: (values: number) => `The first ${n(values)} are below.`,
    is: "It is",
    shouldBe: "It should be",
    event: "Because of",
    cause: "Likely cause",
    mend: "Mend",
    withoutRow: "Products without a row",
    unexplained: (values: number) =>
      `${count(values, "value")} of no event, such as an older shop's paths. That is no drift.`,
    version: (version: number) => `version ${n(version)}`,
  },
  causes: {
    emptied: "The column was emptied, or restored from before that event.",
    older_state:
      "It is what the log demanded earlier: the row was restored from then, or written past the log.",
    another_bot: "It is a file id of another bot, which this bot cannot send.",
    another_public_url: "It lies under another public URL: written for other settings.",
    other_picture: "It belongs in another column: the pictures of the product were mixed up.",
    another_product: "It is the file id of another product: the rows were mixed up.",
    local_path: "It is a local path, as the older shop wrote them.",
    written_by_hand: "No event ever demanded it: it was written past the log.",
    unreadable_log: "This release cannot read the product's events.",
  },
  jobs: {
    title: "Jobs",
    lead: "Work that may wait: store pictures, erase deleted products.",
    tabs: {
      waiting: "Waiting",
      running: "Running",
      failed: "Failed",
      cancelled: "Cancelled",
      done: "Done",
    },
    none: "No job here",
    noneText: {
      waiting: "Nothing waits.",
      running: "Nothing runs at this moment.",
      failed: "No job was given up.",
      cancelled: "No job was cancelled.",
      done: "No job has ended lately.",
    },
    names: {
      "store-image": "Store pictures",
      "erase-product": "Erase a product",
      "erase-again": "Erase, second look",
      "keep-house": "Hourly clean-up",
      "check-verify": "Compare columns and log",
      "check-reconcile": "Compare B2 and log",
      "check-sample": "Read a sample of B2",
      "warm-up": "Upload the pictures for a new bot",
    } as Readonly<Record<string, string>>,
    states: {
      created: "waits",
      retry: "waits for its next attempt",
      active: "runs",
      completed: "done",
      cancelled: "cancelled",
      failed: "failed",
    },
    allQueues: "All queues",
    attempts: (retries: number) => `${count(retries + 1, "attempt")}`,
    due: "Due",
    made: "Made",
    ended: "Ended",
    error: "Last error",
    data: "Data",
  },
  history: {
    title: "History",
    lead: "What operators did here, the latest first.",
    none: "Nobody has done anything yet",
    noneText: "Each action of the console stands here, with who did it and how it ended.",
    session: "session",
  },
};
