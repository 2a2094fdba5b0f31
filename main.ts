/**
 * Reads the settings, opens the app, and runs it until SIGINT, SIGTERM or SIGHUP.
 *
 * Exit codes: 0 stopped, 1 failed, 2 wrong settings.
 * @module
 */
import { openApp } from "./src/app.ts";
import { type OptionValues, runCommand, terminalColumns } from "./src/command.ts";
import { readSettings } from "./src/settings.ts";
import { type Config, type OutsideParts, secretsOf } from "./src/config.ts";
import { DEADLINES } from "./src/deadlines.ts";
import { ExplainedError, VitrineError } from "./src/errors.ts";
import type { Say } from "./src/embedded/mod.ts";
import { describeError, logger, named, openLog } from "./src/log.ts";
import { SettingsRefused } from "./src/settings_refused.ts";
import { disposeWithin, stopSignal, untilAborted } from "./src/stop.ts";
import { isUnauthorized } from "./src/telegram/mod.ts";

const HELP = `deno task start

Runs the bot. PostgreSQL, B2 and Telegram are those of the settings. A part
without a setting runs embedded on this machine. See docs/settings.md.
Ctrl+C, SIGTERM, or a terminal that closes stops the bot.

Exits 0 stopped, 1 failed, 2 wrong settings.`;

/** Without a bot token, another process of main.ts starts the shop with this option. */
const OPTIONS = { "ends-with-input": { type: "boolean" } } as const;

/** Ends this process when its standard input ends: the process that has started it was killed. */
async function endWithInput(): Promise<void> {
  for await (const _ of Deno.stdin.readable);
  Deno.exit(1);
}

async function run(values: OptionValues): Promise<number> {
  // Without a bot token, this process was started by one that runs all parts on this machine.
  const isOnStage = values["ends-with-input"] === true;
  if (isOnStage) void endWithInput();
  const config = readSettings();
  await using _log = await openLog({
    level: config.logLevel,
    format: Deno.stderr.isTerminal() ? "text" : "json",
    columns: terminalColumns(),
    secrets: secretsOf(config),
  });
  const stopped = stopSignal();
  const code = await runUntilStopped(config, stopped, isOnStage);
  // The process that has started this one goes on to close its parts, and says so.
  if (stopped.aborted && !isOnStage) logger("start").info("Stopped", named("stopped", {}));
  return code;
}

async function runUntilStopped(
  config: Config,
  stopped: AbortSignal,
  isOnStage: boolean,
): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const log = logger("start");
  try {
    const say: Say = (line, about = {}) => log.info(line, about);
    if (config.telegram === undefined) {
      const { runOnStage } = await import("./src/embedded/mod.ts");
      return await runOnStage(config, say, stopped);
    }
    const outside = stack.use(await openOutside(config, say));
    const app = stack.use(await openApp(config, outside, stopped, { isOnStage }));
    await untilAborted(stopped);
    log.info("Stopping", named("stopping", {}));
    const ended = await disposeWithin(app, DEADLINES.stop.ms);
    if (!ended) log.warn("Stopped before all work ended: the next process repeats it");
    await stack.disposeAsync();
    return 0;
  } catch (error) {
    if (error === stopped.reason) return 0;
    if (error instanceof SettingsRefused) return refuse(error);
    // Nothing has run yet: it is said in plain words, also where the log is for machines.
    if (error instanceof VitrineError && error.code === "data_folder_busy") throw error;
    log.fatal("Vitrine cannot run: {error}", { error: describeError(error) });
    // A line of the log is cut when it is long.
    if (error instanceof ExplainedError) {
      for (const line of error.lines) log.fatal("{line}", { line });
    }
    return isUnauthorized(error) ? 2 : 1;
  }
}

/** Only a person can change settings, so each problem has its own line. */
function refuse({ lines }: SettingsRefused): number {
  for (const problem of lines) {
    logger("start").fatal("Vitrine cannot run: {problem}", named("setting_refused", { problem }));
  }
  return 2;
}

/** Loads embedded parts only when a setting is missing: a production image does not contain them. */
async function openOutside(
  config: Config,
  say: Say,
): Promise<OutsideParts & AsyncDisposable> {
  const { databaseUrl, telegram, b2 } = config;
  if (databaseUrl !== undefined && telegram !== undefined && b2 !== undefined) {
    return { databaseUrl, telegram, b2, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const { openMissingParts } = await import("./src/embedded/mod.ts");
  return await openMissingParts(config, say);
}

if (import.meta.main) await runCommand({ help: HELP, options: OPTIONS, run });
