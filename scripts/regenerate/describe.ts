import { unreachable } from "../../src/errors.ts";
import type { RegenerateLine, RegenerateSummary } from "../../src/pictures/mod.ts";
import { count, formatCount } from "../support/lines.ts";

/** One line of the result for people: product, size, what became of it. */
export function describeLine({ productId, imageType = "", result }: RegenerateLine): string {
  return `${productId} ${imageType}`.trimEnd().padEnd(24) + `  ${describeResult(result)}`;
}

function describeResult(result: RegenerateLine["result"]): string {
  switch (result.outcome) {
    case "made":
      return `made of the ${result.from}, ${formatCount(result.sizeBytes)} bytes`;
    case "wanted":
      return "would be made anew";
    case "current":
      return "is as it should be";
    case "no_source":
      return "not made: B2 has nothing to make it of";
    case "superseded":
      return "not made: it was replaced or deleted meanwhile";
    case "refused":
      return `not made: its source is refused: ${result.reason}`;
    case "failed":
      return `failed: ${result.reason}`;
    default:
      return unreachable(result);
  }
}

/** What was done, and what is left. */
export function describeSummary(
  { products, sizes, madeBytes }: RegenerateSummary,
  { dryRun, interrupted, seconds }: {
    readonly dryRun: boolean;
    readonly interrupted: boolean;
    readonly seconds: number;
  },
): string[] {
  const made = dryRun
    ? `Would make ${count(sizes.wanted, "size")}`
    : `Made ${count(sizes.made, "size")}, ${formatCount(madeBytes)} bytes`;
  const left = [
    [sizes.no_source, "have nothing that they could be made of"],
    [sizes.superseded, "were replaced or deleted meanwhile"],
    [sizes.refused, "have a source that cannot be rendered"],
  ] as const;
  return [
    `Looked at ${count(products, "product")} in ${seconds} s. ${made}.`,
    `  ${formatCount(sizes.current).padStart(9)}  are as they should be`,
    ...left.filter(([number]) => number > 0)
      .map(([number, text]) => `  ${formatCount(number).padStart(9)}  ${text}`),
    ...(sizes.failed > 0 ? [`  ${formatCount(sizes.failed).padStart(9)}  products failed`] : []),
    ...(interrupted ? ["Stopped before the end: run it again, it goes on where it was."] : []),
  ];
}
