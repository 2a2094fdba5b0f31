import { type OptionValues, UsageError } from "../../src/command.ts";
import { type OperatedState, STATES_OF } from "../../src/jobs/mod.ts";
import { optionalText, wholeNumber } from "../support/options.ts";

/** The text of `--help`. */
export const HELP = `deno task jobs list [--failed] [--state S] [--queue Q] [--product ID]
               show ID
               retry ID … | --failed | --state S | --queue Q | --product ID
               cancel ID … | --failed | --state S | --queue Q | --product ID
               pause [--queue Q]
               resume [--queue Q]

The jobs of the shop: pictures to store (store-image), deleted products to erase
(erase-product, erase-again), pictures to upload for a new bot (warm-up), and
checks by the clock. list shows those that wait, run or have failed, the newest
first. The first digits of an ID do.

retry starts jobs at once, with all their attempts: those that failed, were
cancelled, or wait for their next attempt. cancel gives up jobs that wait or
have failed. A job that runs goes on. An erasing is never cancelled: its seller
was promised it.

pause stops the start of jobs of a queue, or of all, in every process. Running
jobs end. It lasts until resume, also over restarts.

  --failed      only jobs that have failed for good
  --state S     only these: waiting, running, failed, cancelled or done
  --queue Q     only jobs of this queue
  --product ID  only jobs about this product
  --limit N     list at most N jobs (100)
  --yes         retry or cancel all that match. Without it, they are counted
  --json        print JSON lines

Exits 0 done, 1 list --failed found some, some stay as they are, --yes is
missing, it was paused or not paused already, or failed, 2 wrong usage or
settings.`;

/** The options of the command. */
export const OPTIONS = {
  failed: { type: "boolean" },
  state: { type: "string" },
  queue: { type: "string" },
  product: { type: "string" },
  limit: { type: "string" },
  yes: { type: "boolean" },
  json: { type: "boolean" },
} as const;

const VERBS = ["list", "show", "retry", "cancel", "pause", "resume"] as const;

/** The arguments of the command. The product is read elsewhere. */
export interface JobsArguments {
  readonly verb: (typeof VERBS)[number];
  /** Each has at least four digits. */
  readonly ids: readonly string[];
  readonly state: OperatedState | undefined;
  readonly queue: string | undefined;
  readonly limit: number;
  readonly yes: boolean;
  readonly json: boolean;
}

/** Fewer digits would meet other jobs by chance. */
const ID = /^[0-9a-f]{4}[0-9a-f-]{0,32}$/i;

/**
 * Reads the arguments.
 *
 * @throws {UsageError} when one is wrong, or two contradict each other.
 */
export function readArguments(values: OptionValues, names: readonly string[]): JobsArguments {
  const [word, ...ids] = names;
  const verb = VERBS.find((each) => each === word);
  if (verb === undefined) {
    throw new UsageError(
      word === undefined
        ? "list, show, retry, cancel, pause or resume is missing"
        : `There is no ${word}: write list, show, retry, cancel, pause or resume`,
    );
  }
  for (const id of ids) {
    if (!ID.test(id)) throw new UsageError(`${id} is no ID of a job, nor its first digits`);
  }
  const queue = optionalText(values, "queue");
  const state = readState(values);
  const selects = [queue, state, values.product].some((each) => each !== undefined);
  if (verb === "pause" || verb === "resume") {
    const isMore = ids.length > 0 || state !== undefined || values.product !== undefined;
    if (isMore) throw new UsageError(`${verb} takes --queue, or nothing for all queues`);
  } else assertSelection(verb, ids.length, selects);
  return {
    ...{ verb, ids, queue, state },
    limit: wholeNumber(values, "limit", { absent: 100, least: 1, most: 10_000 }),
    yes: values.yes === true,
    json: values.json === true,
  };
}

function readState(values: OptionValues): OperatedState | undefined {
  const state = optionalText(values, "state");
  if (values.failed === true) {
    if (state === undefined || state === "failed") return "failed";
    throw new UsageError(`--failed cannot be used with --state ${state}`);
  }
  if (state === undefined) return undefined;
  const found = (Object.keys(STATES_OF) as OperatedState[]).find((each) => each === state);
  if (found !== undefined) return found;
  throw new UsageError(`--state must be one of ${Object.keys(STATES_OF).join(", ")}, is ${state}`);
}

function assertSelection(
  verb: Exclude<JobsArguments["verb"], "pause" | "resume">,
  ids: number,
  selects: boolean,
): void {
  if (verb === "list") {
    if (ids > 0) throw new UsageError("list takes no ID: write show ID");
    return;
  }
  if (verb === "show") {
    if (ids !== 1 || selects) throw new UsageError("show takes one ID, and nothing else");
    return;
  }
  if (ids > 0 === selects) {
    throw new UsageError(
      `${verb} takes IDs, or one or more of --failed, --state, --queue and --product`,
    );
  }
}
