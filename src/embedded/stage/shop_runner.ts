import { fileURLToPath } from "node:url";
import { logger } from "../../log.ts";
import { DENO_RUN } from "../../std/mod.ts";

/** A line of the shop's log, as JSON. */
export type LogLine = Readonly<Record<string, unknown>>;

type Environment = Readonly<Record<string, string>>;

const MAIN = fileURLToPath(new URL("../../../main.ts", import.meta.url));
/** With this option, main.ts ends when its standard input does: when this process has been killed. */
export const ENDS_WITH_INPUT = "ends-with-input";

/** Runs the shop in a process of its own, which can be killed and started again. */
export class ShopRunner implements AsyncDisposable {
  /** Resolves with the exit code when the shop ends by itself, or after {@link stop}. */
  readonly ended: Promise<number>;
  readonly #listen: (line: LogLine) => void;
  readonly #over = Promise.withResolvers<number>();
  #environment: Environment;
  #process: Deno.ChildProcess | undefined;
  #open = Promise.withResolvers<void>();
  #turn: Promise<void> = Promise.resolve();

  /** Takes the settings of the shop, and a listener for the lines of its log. */
  constructor(environment: Environment, listen: (line: LogLine) => void) {
    this.#environment = environment;
    this.#listen = listen;
    this.ended = this.#over.promise;
    // A shop that ends before it opens is told by `ended`.
    this.#open.promise.catch(() => {});
  }

  /** Starts the shop, and returns at once. */
  start(): void {
    const opening = this.#open;
    const child = new Deno.Command(Deno.execPath(), {
      args: [...DENO_RUN, "-P=start", MAIN, `--${ENDS_WITH_INPUT}`],
      env: this.#environment,
      // Ctrl+C goes to this process alone, which then tells the shop to stop.
      detached: true,
      stdin: "piped",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    this.#process = child;
    void this.#follow(child, opening);
  }

  /** Resolves when the shop takes updates. Rejects when it ends before. */
  async untilOpen(): Promise<void> {
    await this.#open.promise;
  }

  /**
   * Kills the shop with SIGKILL, does something meanwhile, and starts it again, perhaps with other settings. Resolves
   * when it is open. A second call waits for the first one.
   */
  async killAndStart(meanwhile: () => Promise<void>, settings: Environment = {}): Promise<void> {
    const turn = this.#turn.then(() => this.#killAndStart(meanwhile, settings));
    this.#turn = turn.catch(() => {});
    await turn;
  }

  async #killAndStart(meanwhile: () => Promise<void>, settings: Environment): Promise<void> {
    const child = this.#process;
    if (child === undefined) throw new Error("The shop has ended");
    this.#process = undefined;
    this.#open = Promise.withResolvers();
    this.#open.promise.catch(() => {});
    child.kill("SIGKILL");
    await child.status;
    await meanwhile();
    this.#environment = { ...this.#environment, ...settings };
    this.start();
    await this.untilOpen();
  }

  /** Tells the shop to stop. */
  stop(): void {
    try {
      this.#process?.kill("SIGTERM");
    } catch {
      // It has ended already.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#process;
    this.stop();
    await child?.status;
  }

  async #follow(child: Deno.ChildProcess, opening: PromiseWithResolvers<void>): Promise<void> {
    for await (const line of linesOf(child.stderr)) {
      const about = parse(line);
      repeat(about);
      if (about.event === "open_for_business") opening.resolve();
      this.#listen(about);
    }
    const { code } = await child.status;
    await child.stdin.close().catch(() => {});
    opening.reject(new Error("The shop has ended"));
    if (this.#process === child) this.#over.resolve(code);
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines.filter((line) => line !== "");
  }
  if (rest !== "") yield rest;
}

/** A line that is no JSON is a message without properties, for example of Deno. */
function parse(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { level: "error", part: "shop", message: line };
  }
}

/** Writes a line into the log of this process, which knows whether people or machines read it. */
function repeat({ level, part, message, time: _, ...about }: LogLine): void {
  const log = logger(String(part));
  const properties = { ...about, message: String(message) };
  if (level === "trace" || level === "debug") log.debug("{message}", properties);
  else if (level === "info") log.info("{message}", properties);
  else if (level === "warning") log.warn("{message}", properties);
  else if (level === "fatal") log.fatal("{message}", properties);
  else log.error("{message}", properties);
}
