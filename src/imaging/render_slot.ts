import type { EngineOutcome, ImageEngineName } from "./engines/engine.ts";
import { ImageRenderError } from "./errors.ts";
import type { ImageHeader } from "./image_header.ts";
import { within } from "../std/mod.ts";
import type { PlaceholderOf } from "./worker/protocol.ts";
import { RenderProcess } from "./worker/render_process.ts";

/** What a slot runs. */
export interface RenderSlotOptions {
  readonly engine: ImageEngineName;
  /** The largest original that the engine `auto` gives to imagescript, in pixels; 4 million if absent. */
  readonly maxPixels?: number;
  /** Its process ends after so long without work; `Infinity` for never. */
  readonly idleMs: number;
}

/** The bounds of one rendering. */
export interface RenderBounds {
  /** The time that it has, with the start of a process. */
  readonly deadlineMs: number;
  /** Stops it. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Room for one picture at a time. It starts a process when one is needed, replaces a dead one, and ends an idle one.
 */
export class RenderSlot implements AsyncDisposable {
  readonly #options: RenderSlotOptions;
  #process: RenderProcess | undefined;
  /** Settles once every dropped process has ended. */
  #ended: Promise<unknown> = Promise.resolve();
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** Starts nothing yet. */
  constructor(options: RenderSlotOptions) {
    this.#options = options;
  }

  /** The process at work or at rest; undefined if there is none. */
  get pid(): number | undefined {
    return this.#process?.alive === true ? this.#process.pid : undefined;
  }

  /**
   * Renders within the bounds. After the deadline the process is killed and the picture refused as `timed_out`.
   *
   * @throws {ImageRenderError} if the process could not start, crashed, or was ended by disposal.
   * @throws the signal's reason once it is aborted.
   */
  async render(
    original: Uint8Array,
    header: ImageHeader,
    bounds: RenderBounds,
  ): Promise<EngineOutcome> {
    try {
      return await this.#work(bounds, (process) => process.render(original, header));
    } catch (cause) {
      bounds.signal?.throwIfAborted();
      if (cause instanceof ImageRenderError) throw cause;
      if (isTimeout(cause)) return { refused: "timed_out" };
      throw new ImageRenderError(`Cannot render a picture of ${original.length} bytes`, { cause });
    }
  }

  /**
   * Draws a placeholder within the bounds.
   *
   * @throws {ImageRenderError} if the process could not start, crashed, took too long, or was ended by disposal.
   */
  async draw(placeholder: PlaceholderOf, bounds: RenderBounds): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return await this.#work(bounds, (process) => process.draw(placeholder));
    } catch (cause) {
      if (cause instanceof ImageRenderError) throw cause;
      throw new ImageRenderError("Cannot draw a placeholder", { cause });
    }
  }

  /** Does something in the process. One that fails or takes too long is gone afterwards. */
  async #work<T>(
    { deadlineMs, signal }: RenderBounds,
    work: (process: RenderProcess) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    clearTimeout(this.#idleTimer);
    const process = this.#running();
    try {
      return await within(deadlineMs, () => work(process), signal);
    } catch (cause) {
      await this.#drop();
      throw cause;
    } finally {
      this.#rest();
    }
  }

  /** Ends the process, also one at work, and waits until it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idleTimer);
    await this.#drop();
  }

  #running(): RenderProcess {
    if (this.#closed) throw new ImageRenderError("Cannot render: the renderer is closed");
    if (this.#process?.alive === false) this.#drop();
    try {
      return this.#process ??= new RenderProcess(this.#options);
    } catch (cause) {
      throw new ImageRenderError("Cannot start the render process", { cause });
    }
  }

  /** A process at rest holds some 100 MB, and most of the time nobody sells. */
  #rest(): void {
    const { idleMs } = this.#options;
    if (this.#process === undefined || this.#closed || idleMs === Infinity) return;
    this.#idleTimer = setTimeout(() => this.#drop(), idleMs);
    Deno.unrefTimer(this.#idleTimer);
  }

  #drop(): Promise<unknown> {
    const given = this.#process?.[Symbol.asyncDispose]();
    this.#process = undefined;
    this.#ended = Promise.all([this.#ended, given]);
    return this.#ended;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}
