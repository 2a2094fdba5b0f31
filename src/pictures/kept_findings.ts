import { imageName, ownerOfKey } from "../domain/mod.ts";
import { isAdoptable } from "./adopt.ts";
import type { ComparedParts, Finding } from "./compare.ts";
import type { ReconcileLine } from "./reconcile_line.ts";

/** A finding as it is kept with its run, for operators to look at later. It is stored as JSON. */
export interface KeptFinding {
  readonly kind: Finding["kind"];
  readonly key: string;
  /** Of a lost picture, what is wrong, in words. */
  readonly detail?: string;
  /** The product that it is of, as far as the log or the key tells. */
  readonly productId?: string;
  /** Such as `cover`, or `cover.2` of picture 2. */
  readonly images?: readonly string[];
  readonly sizeBytes?: number;
  /** It has been spare since then, as an ISO text. */
  readonly since?: string;
  /** Its product was deleted for good, so no grace period applies. */
  readonly erased?: boolean;
  /** A cover whose product has no picture. */
  readonly adoptable?: boolean;
  /** What the run did about it, such as `put_back`; absent if nothing. */
  readonly result?: string;
}

/** Nobody reads a longer list, and every run keeps its own. */
export const MOST_KEPT = 200;

/** Keeps the first findings of a run, and what was done about each. */
export class KeptFindings {
  readonly #byKey = new Map<string, KeptFinding>();
  readonly #parts: Pick<ComparedParts, "db">;
  readonly #options: { readonly marksAdoptable: boolean; readonly cutoff: Date };

  /** `cutoff`: a cover that was put later cannot be adopted yet. */
  constructor(
    parts: Pick<ComparedParts, "db">,
    options: { readonly marksAdoptable: boolean; readonly cutoff: Date },
  ) {
    this.#parts = parts;
    this.#options = options;
  }

  /** In the order in which they were found. */
  get all(): readonly KeptFinding[] {
    return [...this.#byKey.values()];
  }

  async take(line: ReconcileLine): Promise<void> {
    switch (line.line) {
      case "found": {
        if (this.#byKey.size >= MOST_KEPT) return;
        const { finding } = line;
        const { marksAdoptable, cutoff } = this.#options;
        const adoptable = marksAdoptable && finding.kind === "orphaned" &&
          await isAdoptable(this.#parts, finding, cutoff);
        this.#byKey.set(finding.key, { ...kept(finding), ...(adoptable && { adoptable }) });
        return;
      }
      case "repair": {
        const found = [...this.#byKey.values()].findLast(({ productId, images = [] }) =>
          productId === line.productId && images.includes(line.imageType)
        );
        return this.#end(found?.key, line.result.outcome);
      }
      case "adoption":
        return this.#end(line.key, line.result.outcome);
      case "deletion":
        return this.#end(line.key, line.result);
      case "refusal":
        return;
    }
  }

  #end(key: string | undefined, result: string): void {
    const found = key === undefined ? undefined : this.#byKey.get(key);
    if (found !== undefined) this.#byKey.set(found.key, { ...found, result });
  }
}

function kept(finding: Finding): KeptFinding {
  const { kind, key } = finding;
  if ("pictures" in finding) {
    const [first] = finding.pictures;
    const images = finding.pictures.map(({ imageType, picture }) => imageName(imageType, picture));
    const productId = first?.productId;
    return { kind, key, detail: finding.detail, images, ...(productId && { productId }) };
  }
  const owner = ownerOfKey(key);
  return {
    kind,
    key,
    sizeBytes: finding.sizeBytes,
    since: finding.since.toISOString(),
    erased: finding.erased,
    ...(typeof owner === "string" && { productId: owner }),
  };
}
