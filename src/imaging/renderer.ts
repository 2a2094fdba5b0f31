import { byImageInTurn, type ImageType } from "../domain/mod.ts";
import { ImageRenderError } from "./errors.ts";
import type { ImageEngineName } from "./engines/engine.ts";
import { mendPicture } from "./containers/mend.ts";
import { inspectImage } from "./inspect.ts";
import { decodingBytes, fitsMemory, imagescriptMaxPixels, workersThatFit } from "./memory.ts";
import type { ImageRefusal } from "./refusal.ts";
import { RenderSlot } from "./render_slot.ts";
import type { PlaceholderOf } from "./worker/protocol.ts";

/** A finished picture: JPEG, upright, sRGB, without metadata. */
export interface RenderedImage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** The only format that is made. */
  readonly contentType: "image/jpeg";
}

/** Every picture of a product, or why there are none. */
export type RenderOutcome =
  | { readonly images: Readonly<Record<ImageType, RenderedImage>> }
  | { readonly refused: ImageRefusal };

/**
 * A stage of rendering: look at the header, wait for a turn, hand over to the process (with its start), decode, make and
 * encode every size, look at what was made.
 */
export type RenderStage = "inspect" | "wait" | "hand_over" | "decode" | "encode" | "check";

/** Options of {@link ImageRenderer.render}. */
export interface RenderOptions {
  /** Takes a waiting request out of the queue, and stops one at work. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each stage with its time in milliseconds. */
  readonly onStage?: ((stage: RenderStage, ms: number) => void) | undefined;
}

/** Makes the pictures of a product out of what its seller sent. */
export interface ImageRenderer {
  /**
   * Inspects the header here, then decodes and renders in another process. Requests wait for their turn in order. An
   * aborted signal takes a waiting request out of the queue, and stops one at work.
   *
   * @throws {ImageRenderError} if the process crashed or could not start; another attempt may succeed.
   * @throws the signal's reason once it is aborted.
   */
  render(original: Uint8Array, options?: RenderOptions): Promise<RenderOutcome>;
}

/** Draws placeholders. */
export interface PlaceholderDrawer {
  /**
   * Draws what stands in for the picture of a product, in the process that renders: drawing needs native code, and the bot's own
   * process may load none. It waits for the picture at work, and not for those that wait.
   *
   * @throws {ImageRenderError} if the process crashed, could not start, or took too long.
   */
  drawPlaceholder(product: PlaceholderOf): Promise<Uint8Array<ArrayBuffer>>;
}

/** What {@link openImageRenderer} takes. */
export interface ImageRendererOptions {
  /** The setting `IMAGE_ENGINE`. */
  readonly engine: ImageEngineName;
  /** The time that one picture has from its turn on, with the start of a process. */
  readonly deadlineMs: number;
  /** How many pictures may be rendered at once, each in its own process; 1 if absent. */
  readonly workers?: number;
  /** The memory of this machine or container; Infinity if absent. Larger pictures are refused as `needs_memory`. */
  readonly memoryBytes?: number;
  /** A process ends after so long without work; one minute if absent, `Infinity` for never. */
  readonly idleMs?: number;
}

/** Opens a renderer; its first process starts with its first picture. Disposal ends all of them, work included. */
export function openImageRenderer(
  options: ImageRendererOptions,
): ImageRenderer & PlaceholderDrawer & AsyncDisposable {
  return new QueueingRenderer(options);
}

/** A place in the queue; it gets `undefined` when the renderer is being closed. */
type Turn = (slot: RenderSlot | undefined) => void;

class QueueingRenderer implements ImageRenderer, PlaceholderDrawer, AsyncDisposable {
  readonly #slots: readonly RenderSlot[];
  readonly #free: RenderSlot[];
  readonly #waiting: Turn[] = [];
  readonly #deadlineMs: number;
  readonly #memory: { readonly engine: ImageEngineName; readonly availableBytes: number };
  #closed = false;

  constructor(options: ImageRendererOptions) {
    const { engine, deadlineMs, memoryBytes = Infinity, idleMs = 60_000 } = options;
    const workers = workersThatFit(options.workers ?? 1, memoryBytes);
    const availableBytes = decodingBytes(memoryBytes, workers);
    const maxPixels = imagescriptMaxPixels(availableBytes);
    this.#deadlineMs = deadlineMs;
    this.#memory = { engine, availableBytes };
    this.#slots = Array.from(
      { length: workers },
      () => new RenderSlot({ engine, idleMs, maxPixels }),
    );
    this.#free = [...this.#slots];
  }

  async render(
    sent: Uint8Array,
    { signal, onStage = () => {} }: RenderOptions = {},
  ): Promise<RenderOutcome> {
    const lap = createLaps();
    const original = mendPicture(sent);
    const inspection = inspectImage(original);
    onStage("inspect", lap());
    if ("refused" in inspection) return inspection;
    if (!fitsMemory(original, inspection.header, this.#memory)) return { refused: "needs_memory" };
    const slot = await this.#turn(signal);
    onStage("wait", lap());
    try {
      const outcome = await slot.render(original, inspection.header, {
        deadlineMs: this.#deadlineMs,
        signal,
      });
      const { decode, encode } = "ms" in outcome && outcome.ms || { decode: 0, encode: 0 };
      onStage("hand_over", Math.max(0, lap() - decode - encode));
      if ("refused" in outcome) return outcome;
      onStage("decode", decode);
      onStage("encode", encode);
      const described = await describeAll(outcome.jpegs);
      onStage("check", lap());
      return described;
    } finally {
      this.#release(slot);
    }
  }

  async drawPlaceholder(product: PlaceholderOf): Promise<Uint8Array<ArrayBuffer>> {
    const slot = await this.#turn(undefined, true);
    try {
      const jpeg = await slot.draw(product, { deadlineMs: this.#deadlineMs });
      return (await describe(jpeg)).bytes;
    } finally {
      this.#release(slot);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const wake of this.#waiting.splice(0)) wake(undefined);
    await Promise.all(this.#slots.map((slot) => slot[Symbol.asyncDispose]()));
  }

  /** Waits for a free slot: as the last one, or as the next one. */
  async #turn(signal: AbortSignal | undefined, isNext = false): Promise<RenderSlot> {
    signal?.throwIfAborted();
    const slot = this.#closed ? undefined : this.#free.pop() ?? await this.#queue(signal, isNext);
    if (slot === undefined) throw new ImageRenderError("Cannot render: the renderer is closed");
    return slot;
  }

  #queue(signal: AbortSignal | undefined, isNext: boolean): Promise<RenderSlot | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<RenderSlot | undefined>();
    const leave = () => {
      this.#waiting.splice(this.#waiting.indexOf(turn), 1);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", leave, { once: true });
    const turn: Turn = (slot) => {
      signal?.removeEventListener("abort", leave);
      resolve(slot);
    };
    if (isNext) this.#waiting.unshift(turn);
    else this.#waiting.push(turn);
    return promise;
  }

  #release(slot: RenderSlot): void {
    const next = this.#waiting.shift();
    if (next) next(slot);
    else this.#free.push(slot);
  }
}

/** Returns the time since the last call, in milliseconds. */
function createLaps(): () => number {
  let lastMs = performance.now();
  return () => {
    const startedMs = lastMs;
    lastMs = performance.now();
    return lastMs - startedMs;
  };
}

async function describeAll(jpegs: Readonly<Record<ImageType, Uint8Array>>): Promise<RenderOutcome> {
  return { images: await byImageInTurn((imageType) => describe(jpegs[imageType])) };
}

/** Reads the size off the file itself: the process is not trusted. */
async function describe(jpeg: Uint8Array): Promise<RenderedImage> {
  const inspection = inspectImage(jpeg);
  if ("refused" in inspection || inspection.header.format !== "jpeg") {
    throw new ImageRenderError("Cannot use what the render process made: it is no JPEG");
  }
  const { widthPx, heightPx } = inspection.header;
  const bytes = new Uint8Array(jpeg);
  const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  return { bytes, sha256, widthPx, heightPx, contentType: "image/jpeg" };
}
