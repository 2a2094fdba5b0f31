import { setPriority } from "node:os";
import { DENO_RUN } from "../../std/mod.ts";
import type { EngineOutcome, ImageEngineName } from "../engines/engine.ts";
import type { ImageHeader } from "../image_header.ts";
import { AUTO_IMAGESCRIPT_MAX_PIXELS } from "../limits.ts";
import { FrameReader, writeFrame } from "./frames.ts";
import { parseReply, type PlaceholderOf, type RenderReply, splitJpegs } from "./protocol.ts";

/**
 * No network, no writing, no running. Native code can ignore all of this, so the environment is empty too.
 * `detect-libc`, which sharp uses, reads `ldd` to tell glibc from musl; where it is missing, it asks the system.
 */
const FLAGS = [
  ...DENO_RUN,
  // Pictures lie outside of the heap. So V8 collects garbage before the container's memory is used up.
  "--v8-flags=--max-old-space-size=64",
  "--no-prompt",
  "--cached-only",
  "--config=deno.json",
  "--allow-read=node_modules,/usr/bin/ldd",
  "--allow-ffi=node_modules",
  "--allow-env",
  "--allow-sys",
];

/**
 * From -20, which takes all, to 19, which takes what is left. With 5, the bot gets three quarters of a core that both want.
 * A picture of 12 megapixels is then done in 8 s, within its deadline. With 10 it would need 20 s.
 */
export const RENDER_NICENESS = 5;

/** What a render process is started with. */
export interface RenderProcessOptions {
  readonly engine: ImageEngineName;
  /** See `RenderSlotOptions`. */
  readonly maxPixels?: number;
}

/**
 * One operating-system process that renders, one picture at a time.
 *
 * It is no `Worker`: in Deno 2.9.6 `Worker.terminate()` cannot stop a busy one (denoland/deno#35657), and while native
 * code is at work it ends the whole bot with a segmentation fault. A process can be killed at any instant, gives back
 * all of its memory, and does not take the bot down when a picture crashes a decoder.
 */
export class RenderProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #requests: WritableStreamDefaultWriter<Uint8Array>;
  readonly #replies: FrameReader;
  #alive = true;

  /** Starts the process; its native code is loaded by the first picture. */
  constructor({ engine, maxPixels = AUTO_IMAGESCRIPT_MAX_PIXELS }: RenderProcessOptions) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [...FLAGS, new URL("./main.ts", import.meta.url).href, engine, String(maxPixels)],
      // The paths in the flags are relative to it: an absolute path with a comma could not be written there.
      cwd: new URL("../../../", import.meta.url),
      clearEnv: true,
      env: environment(),
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    giveWay(this.#child.pid);
    this.#requests = this.#child.stdin.getWriter();
    this.#replies = new FrameReader(this.#child.stdout);
    this.#child.status.then(() => this.#alive = false);
  }

  /** False once the process has ended, by itself or by {@link kill}. */
  get alive(): boolean {
    return this.#alive;
  }

  /** For logs, and for tests that end it from outside. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Renders one picture. Throws if the process ends first, or fails; it must not be used afterwards. */
  async render(original: Uint8Array, header: ImageHeader): Promise<EngineOutcome> {
    const { reply, body } = await this.#ask(header, original);
    if ("refused" in reply) return reply;
    if ("drawn" in reply) throw new Error("The render process drew instead of rendering");
    const jpegs = splitJpegs(body, reply.lengths);
    return { jpegs, ...(reply.ms !== undefined && { ms: reply.ms }) };
  }

  /** Draws a placeholder, a JPEG file. Throws as {@link render} does. */
  async draw(placeholder: PlaceholderOf): Promise<Uint8Array<ArrayBuffer>> {
    const { reply, body } = await this.#ask({ placeholder });
    if (!("drawn" in reply)) throw new Error("The render process drew nothing");
    return body;
  }

  async #ask(head: unknown, ...bytes: Uint8Array[]): Promise<
    { reply: Exclude<RenderReply, { failed: string }>; body: Uint8Array<ArrayBuffer> }
  > {
    // The exit status below says more than a broken pipe.
    await writeFrame(this.#requests, head, ...bytes).catch(() => {});
    const frame = await this.#replies.next();
    if (frame === undefined) {
      const { code, signal } = await this.#child.status;
      throw new Error(`The render process ended with ${signal ?? `exit code ${code}`}`);
    }
    const reply = parseReply(frame.head, frame.body.length);
    if ("failed" in reply) throw new Error(`The render process failed: ${reply.failed}`);
    return { reply, body: frame.body };
  }

  /** Ends the process at once, whatever it is doing; a pending {@link render} throws. */
  kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
  }

  /** Ends the process and returns its pipes. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#child.status;
    // A pipe whose other end was killed throws when it is closed, but it is closed.
    await Promise.allSettled([this.#requests.abort(), this.#replies.cancel()]);
  }
}

/**
 * Lets the bot run first where both want a core. It is done here and at once: on Linux only the threads that start later
 * inherit the priority, and libvips has threads of its own. Without the permission, pictures are rendered all the same.
 */
function giveWay(pid: number): void {
  try {
    setPriority(pid, RENDER_NICENESS);
  } catch {
    // The process has ended already, or the permissions of an older deno.json do not allow it.
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
  // Its last words, after the bot was killed, go into the bot's log.
  return { ...found, NO_COLOR: "1" };
}
