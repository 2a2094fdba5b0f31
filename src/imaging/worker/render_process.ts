import type { EngineOutcome, ImageEngineName } from "../engines/engine.ts";
import type { ImageHeader } from "../image_header.ts";
import { FrameReader, writeFrame } from "./frames.ts";
import { parseReply } from "./protocol.ts";

/**
 * No network, no writing, no running. Native code is beyond any of this, hence the empty environment. `ldd` is how
 * `detect-libc`, below sharp, tells glibc from musl; where it is missing it asks the system instead.
 */
const FLAGS = [
  "run",
  "--quiet",
  "--no-prompt",
  "--cached-only",
  "--config=deno.json",
  "--allow-read=node_modules,/usr/bin/ldd",
  "--allow-ffi=node_modules",
  "--allow-env",
  "--allow-sys",
];

/**
 * One operating-system process that renders, one picture at a time.
 *
 * A process and not a `Worker`: in Deno 2.9.6 `Worker.terminate()` cannot stop a busy one (denoland/deno#35657), and ends
 * the whole bot with a segmentation fault while native code is at work. A process can be killed at any instant, gives
 * back all of its memory, and takes nobody with it when a picture crashes a decoder.
 */
export class RenderProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #requests: WritableStreamDefaultWriter<Uint8Array>;
  readonly #replies: FrameReader;
  #alive = true;

  /** Starts the process; its native code is loaded by the first picture. */
  constructor(engine: ImageEngineName) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [...FLAGS, new URL("./main.ts", import.meta.url).href, engine],
      // The paths in the flags are relative to it: a comma in an absolute one could not be written there.
      cwd: new URL("../../../", import.meta.url),
      clearEnv: true,
      env: environment(),
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#requests = this.#child.stdin.getWriter();
    this.#replies = new FrameReader(this.#child.stdout);
    this.#child.status.then(() => this.#alive = false);
  }

  /** False once the process has ended, by itself or by {@link kill}. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Of the operating system; for logs and for tests that end it from outside. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Renders one picture. Throws where the process ends first or fails; it is of no use afterwards. */
  async render(original: Uint8Array, header: ImageHeader): Promise<EngineOutcome> {
    // A broken pipe says less than the exit status that follows it.
    await writeFrame(this.#requests, header, original).catch(() => {});
    const frame = await this.#replies.next();
    if (frame === undefined) {
      const { code, signal } = await this.#child.status;
      throw new Error(`The render process ended with ${signal ?? `exit code ${code}`}`);
    }
    const reply = parseReply(frame.head, frame.body.length);
    if ("failed" in reply) throw new Error(`The render process failed: ${reply.failed}`);
    if ("refused" in reply) return reply;
    const cover = frame.body.slice(0, reply.coverBytes);
    return { jpegs: { cover, thumb: frame.body.slice(reply.coverBytes) } };
  }

  /** Ends the process at once, whatever it is doing; a pending {@link render} throws. */
  kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already; that is all that is asked.
    }
  }

  /** Ends the process and returns its pipes. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#child.status;
    // A pipe whose other end was killed refuses to be closed in order; it is closed all the same.
    await Promise.allSettled([this.#requests.abort(), this.#replies.cancel()]);
  }
}

/** Only what Deno needs to find its cache: no token, no password, no database address. */
function environment(): Record<string, string> {
  const names = ["DENO_DIR", "HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "SYSTEMROOT", "USERPROFILE"];
  const found = Object.fromEntries(
    names.flatMap((name) => {
      const value = Deno.env.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  // What it says last, when the bot was killed, goes into the bot's log.
  return { ...found, NO_COLOR: "1" };
}
