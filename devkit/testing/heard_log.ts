import { type LogEvent, openLog } from "../../src/log.ts";
import { collectLog, keepLines } from "./log_files.ts";

/** A line of the log. */
export type HeardLine = Readonly<Record<string, unknown>>;

/** What this process logs, at every level, until disposal. */
export interface HeardLog extends AsyncDisposable {
  /** The lines about an event so far, oldest first. */
  of(event: LogEvent): readonly HeardLine[];
}

/** Listens to the log of this process. The lines are collected for the search for secrets, too. */
export async function hearLog(): Promise<HeardLog> {
  const lines: HeardLine[] = [];
  const log = await openLog({
    level: "trace",
    format: "json",
    write: (line) => {
      keepLines(line);
      lines.push(JSON.parse(line));
    },
  });
  return {
    of: (event) => lines.filter((line) => line.event === event),
    [Symbol.asyncDispose]: async () => {
      await log[Symbol.asyncDispose]();
      await collectLog();
    },
  };
}
