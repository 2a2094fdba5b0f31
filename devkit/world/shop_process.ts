import { fileURLToPath } from "node:url";
import type { LogEvent } from "../../src/log.ts";
import { DENO_RUN } from "../../src/std/mod.ts";
import { HANG_MS } from "./hang.ts";
import { TextLineStream } from "./text_lines.ts";

/** A line of the bot's log. */
export interface LogLine {
  /** The rendered message. */
  readonly message: string;
  /** The properties of the record. */
  readonly [property: string]: unknown;
}

/** Matches lines about an event, with these properties. */
export function logged(
  event: LogEvent,
  about: Readonly<Record<string, unknown>> = {},
): (line: LogLine) => boolean {
  const wanted = Object.entries({ event, ...about });
  return (line) => wanted.every(([property, value]) => line[property] === value);
}

/** main.ts in its own process. */
export interface ShopProcess extends AsyncDisposable {
  readonly pid: number;
  /** All lines of its log so far. */
  readonly log: readonly LogLine[];
  /** The address of its HTTP server. */
  readonly url: string;
  /** Resolves with the first matching line from index `from` on. Rejects when the process ends first, or hangs. */
  line(matches: (line: LogLine) => boolean, from?: number): Promise<LogLine>;
  /** Kills it with SIGKILL. */
  kill(): Promise<void>;
  /** Stops it with SIGTERM and returns its exit code. */
  stop(): Promise<number>;
  /** Waits until it ends by itself, and returns its exit code. */
  ended(): Promise<number>;
}

/** Options of {@link openShopProcess}. */
export interface ShopProcessOptions {
  /** Its settings. Besides them, it gets only the variables that Deno needs. */
  readonly environment: Readonly<Record<string, string>>;
  /** A permission set of deno.json. `start` if absent. */
  readonly permissionSet?: string;
  /** Options of Deno, such as `--v8-flags=…`. */
  readonly flags?: readonly string[];
  /** A command that runs the command line, such as `["nice"]`. */
  readonly by?: readonly string[];
  /** Returns at once, without waiting until the shop is open. */
  readonly early?: boolean;
}

/** Watches all shop processes of this process. */
export interface ShopWatcher {
  /** Takes the settings of a process that starts. */
  started(environment: Readonly<Record<string, string>>): void;
  /** Takes each log line as it was written. */
  line(line: string): void;
}

let watcher: ShopWatcher | undefined;

/** Watches every shop process from now on. They log at level trace, unless their settings say otherwise. */
export function watchShopProcesses(by: ShopWatcher): void {
  watcher = by;
}

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const DENO_NEEDS = ["HOME", "PATH", "DENO_DIR", "XDG_CACHE_HOME", "TMPDIR"];

/** The variables that a Deno process needs to run, and to write nothing besides its log. */
export function denoEnvironment(): Record<string, string> {
  const inherited = DENO_NEEDS.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return { NODE_OPTIONS: "--no-warnings", ...Object.fromEntries(inherited) };
}

/** Starts main.ts and waits until the shop is open. */
export async function openShopProcess(options: ShopProcessOptions): Promise<ShopProcess> {
  const permissions = `-P=${options.permissionSet ?? "start"}`;
  const { by = [], flags = [] } = options;
  const line = [...by, Deno.execPath(), ...DENO_RUN, ...flags, permissions, MAIN];
  const process = new Deno.Command(line[0]!, {
    args: line.slice(1),
    clearEnv: true,
    env: {
      ...denoEnvironment(),
      ...(watcher !== undefined && { LOG_LEVEL: "trace" }),
      ...options.environment,
    },
    stdout: "null",
    stderr: "piped",
  }).spawn();
  watcher?.started(options.environment);
  const shop = new RunningShop(process);
  if (options.early) return shop;
  try {
    await shop.line(logged("open_for_business"));
    return shop;
  } catch (error) {
    await shop.kill();
    throw error;
  }
}

/** Reads the log of a shop that was started in another way. Its standard error must be piped. */
export function watchProcess(process: Deno.ChildProcess): ShopProcess {
  return new RunningShop(process);
}

class RunningShop implements ShopProcess {
  readonly log: LogLine[] = [];
  readonly #process: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  #arrived = Promise.withResolvers<void>();
  #ended = false;

  constructor(process: Deno.ChildProcess) {
    this.#process = process;
    this.#reading = this.#read(process.stderr);
  }

  get pid(): number {
    return this.#process.pid;
  }

  get url(): string {
    const line = this.log.find(logged("http_listening"));
    if (line === undefined) throw new Error("The shop has not logged its port yet");
    return `http://127.0.0.1:${line.port}`;
  }

  async #read(stderr: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const lines = stderr.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
    for await (const line of lines) {
      watcher?.line(line);
      if (line !== "") this.log.push(parseLine(line));
      this.#announce();
    }
    this.#ended = true;
    this.#announce();
  }

  #announce(): void {
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers<void>();
  }

  async line(matches: (line: LogLine) => boolean, from = 0): Promise<LogLine> {
    using deadline = createDeadline(HANG_MS);
    for (;;) {
      const found = this.log.slice(from).find(matches);
      if (found !== undefined) return found;
      if (this.#ended) {
        const last = this.log.slice(-5).map((line) => line.message).join("\n");
        throw new Error(`The shop ended before the awaited log line. Its last lines:\n${last}`);
      }
      await Promise.race([this.#arrived.promise, deadline.passed]);
    }
  }

  async kill(): Promise<void> {
    if (!this.#ended) this.#process.kill("SIGKILL");
    await this.#process.status;
    await this.#reading;
  }

  async stop(): Promise<number> {
    this.#process.kill("SIGTERM");
    return await this.ended();
  }

  async ended(): Promise<number> {
    const { code } = await this.#process.status;
    await this.#reading;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

function createDeadline(ms: number): Disposable & { readonly passed: Promise<never> } {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`The awaited log line did not come within ${ms} ms`)),
    ms,
  );
  return { passed: promise, [Symbol.dispose]: () => clearTimeout(timer) };
}

/** Reads a line of the log. A line that is no JSON is a message without properties. */
export function parseLine(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { message: line };
  }
}
