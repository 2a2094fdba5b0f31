import { IMAGE_TYPES, imageName, type ImageType, picturesInOrder, viewOf } from "../domain/mod.ts";
import { countStoredProducts, listStoredProducts, loadImages } from "../event_log/mod.ts";
import { describeError, fullMessageOf, redact } from "../log.ts";
import { isUnavailable } from "../postgres/mod.ts";
import { StorageUnavailable } from "../storage/mod.ts";
import {
  type Extent,
  judge,
  renew,
  type Renewal,
  type RenewedPicture,
  type RenewingParts,
} from "./renew.ts";

/** What became of one size of a picture, or what would become of it. */
export interface RegenerateLine {
  readonly productId: string;
  /** Such as `thumb`, or `thumb.2` of picture 2. Absent for a product that failed. */
  readonly imageType?: string;
  readonly result: Renewal | { readonly outcome: "wanted" } | {
    readonly outcome: "failed";
    readonly reason: string;
  };
}

/** Which sizes of which products are made anew, and how. */
export interface RegenerateOptions {
  readonly extent: Extent;
  /** All sizes if absent. */
  readonly renditions?: readonly ImageType[] | undefined;
  /** All products if absent. */
  readonly productId?: string | undefined;
  /** Nothing is made: what would be is reported as `wanted`. */
  readonly dryRun?: boolean;
  /** When aborted, no new product is started. */
  readonly signal?: AbortSignal;
  /** Called with each size that is made, or would be. */
  readonly report?: (line: RegenerateLine) => void;
  /** Called with how many products are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** How a run ended. */
export interface RegenerateSummary {
  readonly products: number;
  /** Sizes by what became of them, and products that `failed`. Sizes that needed nothing are `current`. */
  readonly sizes: Readonly<Record<RegenerateLine["result"]["outcome"], number>>;
  /** Of all sizes that were made. */
  readonly madeBytes: number;
}

/** While one picture is rendered, the next is fetched. So memory holds two originals. */
const AT_ONCE = 2;

/**
 * Makes sizes of the shop's pictures anew, product by product, while the shop runs. What is made is in the log at once, so a
 * run that is killed goes on where it was.
 *
 * @throws what made B2 or PostgreSQL unreachable. A product that fails by itself does not stop the others.
 */
export async function regenerate(
  parts: RenewingParts,
  options: RegenerateOptions,
): Promise<RegenerateSummary> {
  return await new Run(parts, options).run();
}

class Run {
  readonly #parts: RenewingParts;
  readonly #options: RegenerateOptions;
  readonly #metadata = {
    actor: "operator:regenerate",
    correlationId: `regenerate:${crypto.randomUUID()}`,
  };
  readonly #sizes: Record<RegenerateLine["result"]["outcome"], number> = {
    made: 0,
    wanted: 0,
    current: 0,
    no_source: 0,
    superseded: 0,
    refused: 0,
    failed: 0,
  };
  #products = 0;
  #madeBytes = 0;

  constructor(parts: RenewingParts, options: RegenerateOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  async run(): Promise<RegenerateSummary> {
    const { db } = this.#parts;
    const { productId } = this.#options;
    const total = productId === undefined ? await countStoredProducts(db) : 1;
    const products = productId === undefined ? listStoredProducts(db) : only(productId);
    // The workers take turns at the one list.
    const work = async () => {
      for await (const each of products) {
        if (this.#options.signal?.aborted) return;
        await this.#product(each);
        this.#products++;
        this.#options.onProgress?.(this.#products, Math.max(this.#products, total));
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
    for (const each of ended) if (each.status === "rejected") throw each.reason;
    return { products: this.#products, sizes: this.#sizes, madeBytes: this.#madeBytes };
  }

  async #product(productId: string): Promise<void> {
    try {
      const product = await loadImages(this.#parts.db, productId);
      if (product.deleted) return;
      for (const picture of picturesInOrder(product)) {
        await this.#picture({ productId, picture, state: viewOf(product, picture) });
      }
    } catch (error) {
      if (error instanceof StorageUnavailable || isUnavailable(error)) throw error;
      const reason = redact(fullMessageOf(describeError(error)));
      this.#sizes.failed++;
      this.#options.report?.({ productId, result: { outcome: "failed", reason } });
    }
  }

  async #picture(renewed: RenewedPicture): Promise<void> {
    const { renditions = IMAGE_TYPES, extent, dryRun = false } = this.#options;
    const judged = renditions.map((each) => [each, judge(renewed, each, extent)] as const);
    for (const [each, outcome] of judged) {
      if (outcome !== "wanted" || dryRun) this.#count(renewed, each, { outcome });
    }
    const wanted = judged.filter(([, outcome]) => outcome === "wanted").map(([each]) => each);
    if (dryRun || wanted.length === 0) return;
    const renewals = await renew(this.#parts, renewed, wanted, this.#metadata);
    for (const [each, result] of renewals) this.#count(renewed, each, result);
  }

  #count(
    { productId, picture }: Pick<RenewedPicture, "productId" | "picture">,
    imageType: ImageType,
    result: RegenerateLine["result"],
  ): void {
    this.#sizes[result.outcome]++;
    if (result.outcome === "made") this.#madeBytes += result.sizeBytes;
    if (result.outcome === "current") return;
    this.#options.report?.({ productId, imageType: imageName(imageType, picture), result });
  }
}

async function* only(productId: string): AsyncGenerator<string, void> {
  yield await Promise.resolve(productId);
}
