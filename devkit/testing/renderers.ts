import {
  IMAGE_ENGINES,
  type ImageEngineName,
  type ImageRenderer,
  openImageRenderer,
  type RenderedImage,
} from "../../src/imaging/mod.ts";
import { photoJpeg } from "./pictures.ts";
import { HANG_MS } from "./until.ts";

/** A renderer of each engine. The tests of a file share their processes. */
export class Renderers implements AsyncDisposable {
  readonly #renderers = new Map<ImageEngineName, ImageRenderer & AsyncDisposable>();

  /** Opens all renderers and lets each render once, so that no test starts a process. */
  async open(): Promise<void> {
    const picture = await photoJpeg({ widthPx: 8, heightPx: 8, seed: 1 });
    await Promise.all(IMAGE_ENGINES.map(async (engine) => {
      const renderer = openImageRenderer({ engine, deadlineMs: HANG_MS, idleMs: Infinity });
      this.#renderers.set(engine, renderer);
      await renderer.render(picture);
    }));
  }

  of(engine: ImageEngineName): ImageRenderer {
    const renderer = this.#renderers.get(engine);
    if (renderer === undefined) {
      throw new TypeError(`Cannot find the renderer "${engine}": not open`);
    }
    return renderer;
  }

  /** Renders a picture that must not be refused. */
  async render(
    engine: ImageEngineName,
    original: Uint8Array,
  ): Promise<{ readonly cover: RenderedImage; readonly thumb: RenderedImage }> {
    const outcome = await this.of(engine).render(original);
    if ("refused" in outcome) throw new TypeError(`Cannot render: refused as ${outcome.refused}`);
    return outcome.images;
  }

  /** Closes all renderers. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const renderer of this.#renderers.values()) await renderer[Symbol.asyncDispose]();
  }
}
