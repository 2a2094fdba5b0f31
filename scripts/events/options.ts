import { type OptionValues, UsageError } from "../../src/command.ts";
import { EVENT_TYPES } from "../../src/domain/mod.ts";
import type { LogSelection } from "../../src/event_log/mod.ts";
import { isInstant, optionalPosition, optionalText } from "../support/options.ts";

/** The text of `--help`. */
export const HELP = `deno task events [--product ID] [--type TYPE] [--actor ACTOR] [--since TIME]
                 [--from POSITION] [--follow [--checkpoint NAME]]
                 [--full | --json]

Prints the event log, one line for each event, in the order of positions:
position, time (UTC), product with its title, picture, and what happened. A line
has 80 columns, or those of a wider terminal.

  --product ID     print only events of this product
  --type TYPE      print only events of this type, such as ImageUploadedToB2.
                   It may be repeated
  --actor ACTOR    print only events by this actor: delivery, job:store-image,
                   seller:101 … seller means all sellers
  --since TIME     print only events since this time, with its zone, such as
                   2026-05-01T12:00:00Z
  --from POSITION  start at this position
  --follow         print new events too, until Ctrl+C. No event is skipped. An
                   event of a slow transaction may come after a later position
  --checkpoint NAME
                   with --follow: remember in the database what was printed, and
                   go on there the next time, also after a kill. Each event
                   comes at least once: after a kill, up to 1000 events may come
                   again. Their positions tell. One process at a time
  --full           print all that the log holds of each event, in a long line
  --json           print JSON lines

Exits 0 done or stopped, 1 failed, 2 wrong usage or settings.`;

/** The options of the command. */
export const OPTIONS = {
  product: { type: "string" },
  type: { type: "string", multiple: true },
  actor: { type: "string" },
  since: { type: "string" },
  from: { type: "string" },
  follow: { type: "boolean" },
  checkpoint: { type: "string" },
  full: { type: "boolean" },
  json: { type: "boolean" },
} as const;

const CHECKPOINT = /^[\w.-]{1,100}$/;

/** The arguments of the command, without the product. */
export type EventsArguments = Omit<LogSelection, "productId"> & {
  readonly checkpoint: string | undefined;
};

/**
 * Reads the arguments.
 *
 * @throws {UsageError} when one is wrong, or two contradict each other.
 */
export function readArguments(values: OptionValues): EventsArguments {
  if (values.full === true && values.json === true) {
    throw new UsageError("--full cannot be used with --json, which prints everything too");
  }
  const since = optionalText(values, "since");
  if (since !== undefined && !isInstant(since)) {
    throw new UsageError(
      `--since must be a time with its zone (2026-05-01T12:00:00Z), is ${since}`,
    );
  }
  const actor = optionalText(values, "actor");
  const from = optionalPosition(values, "from");
  return { types: readTypes(values), actor, since, from, checkpoint: readCheckpoint(values) };
}

function readTypes({ type }: OptionValues): readonly string[] | undefined {
  if (!Array.isArray(type)) return undefined;
  const known: readonly string[] = EVENT_TYPES.map(({ name }) => name);
  const unknown = type.find((each) => !known.includes(each));
  if (unknown === undefined) return type;
  throw new UsageError(`--type must be one of ${known.join(", ")}, is ${unknown}`);
}

function readCheckpoint(values: OptionValues): string | undefined {
  const name = optionalText(values, "checkpoint");
  if (name === undefined) return undefined;
  if (values.follow !== true) throw new UsageError("--checkpoint needs --follow");
  if (CHECKPOINT.test(name)) return name;
  throw new UsageError(
    `--checkpoint must have 1 to 100 characters, each of A-Z a-z 0-9 _ . -, is ${name}`,
  );
}
