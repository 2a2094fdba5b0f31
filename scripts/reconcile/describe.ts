import { ORIGINAL, ownerOfKey } from "../../src/domain/mod.ts";
import { unreachable } from "../../src/errors.ts";
import type {
  AdoptRefused,
  Finding,
  ReconcileLine,
  ReconcileSummary,
  RepairOutcome,
} from "../../src/pictures/mod.ts";
import { count, formatCount } from "../support/lines.ts";
import type { ReconcileArguments } from "./options.ts";

/** One line of the result as a value for JSON. */
export function toJson(line: ReconcileLine): unknown {
  switch (line.line) {
    case "found":
      return line.finding;
    case "repair":
      return {
        kind: "repair",
        productId: line.productId,
        imageType: line.imageType,
        ...line.result,
      };
    case "adoption":
      return {
        kind: "adoption",
        productId: line.productId,
        key: line.key,
        of: line.of,
        ...line.result,
      };
    case "deletion":
      return { kind: "deletion", key: line.key, outcome: line.result };
    case "refusal":
      return { kind: "refusal", reason: line.reason };
    default:
      return unreachable(line);
  }
}

/** The products that a line is about, whose titles {@link describeLine} shows. */
export function productsOf(line: ReconcileLine): string[] {
  if (line.line !== "found") return [];
  const { finding } = line;
  const pictures = "pictures" in finding ? finding.pictures : [];
  if (pictures.length > 0) return pictures.map(({ productId }) => productId);
  const owner = ownerOfKey(finding.key);
  return typeof owner === "string" ? [owner] : [];
}

/** One line of the result for people: kind, object, detail. Titles are by product id. */
export function describeLine(line: ReconcileLine, titles: ReadonlyMap<string, string>): string {
  const known = productsOf(line).flatMap((productId) => titles.get(productId) ?? []);
  const of = known.length === 0 ? "" : `, of ${[...new Set(known)].join(", ")}`;
  switch (line.line) {
    case "found":
      return row(line.finding.kind, line.finding.key, `${describeFinding(line.finding)}${of}`);
    case "repair":
      return row("", `${line.productId} ${line.imageType}`, describeRepair(line));
    case "adoption":
      return row("", `${line.productId} cover`, describeAdoption(line));
    case "deletion":
      return row(
        line.result === "deleted" ? "deleted" : "kept",
        line.key,
        {
          deleted: "",
          named_meanwhile: "an event or a row names it now",
          recent: "it was put again in the grace period",
          gone: "it is already gone",
          odd_key: "its key cannot be asked for safely: delete it at Backblaze",
        }[line.result],
      );
    case "refusal":
      return row("REFUSED", line.reason);
    default:
      return unreachable(line);
  }
}

function row(kind: string, what: string, detail = ""): string {
  return `${kind.padEnd(11)} ${what.padEnd(46)}  ${detail}`.trimEnd();
}

function describeFinding(finding: Finding): string {
  if ("pictures" in finding) return finding.detail;
  const since = finding.since.toISOString().slice(0, 16).replace("T", " ");
  const erased = finding.erased ? ", its product is deleted for good" : "";
  return `${formatCount(finding.sizeBytes)} bytes, since ${since} UTC${erased}`;
}

function describeRepair(
  { result, imageType }: { readonly result: RepairOutcome; readonly imageType: string },
): string {
  switch (result.outcome) {
    case "put_back":
      return `→ put back from ${HOLDERS[result.from]}`;
    case "made_anew":
      return `→ made again from ${HOLDERS[result.from]}: ${result.key}`;
    case "invalidated":
      return imageType.startsWith(ORIGINAL)
        ? "→ invalidated: no copy is left. What was made of it stays"
        : "→ invalidated: no copy is left, the shop shows a placeholder";
    case "superseded":
      return "→ another picture is current now: nothing to do";
    case "unknown_product":
      return "→ not repaired: the product has no row";
    case "removed":
      return "→ its seller removed this picture: nothing is put back";
    case "deleted":
      return "→ its seller deleted the product for good: nothing is put back";
    case "kept":
    case "failed":
      return `→ not repaired: ${result.reason}`;
    default:
      return unreachable(result);
  }
}

function describeAdoption(line: Extract<ReconcileLine, { line: "adoption" }>): string {
  const { result, key, of } = line;
  const latest = of > 1 ? `, the latest of ${of} orphans` : "";
  switch (result.outcome) {
    case "adopted":
      return `→ adopted ${key}${latest}; made a new thumb`;
    case "failed":
      return `→ not adopted: ${result.reason}`;
    default:
      return `→ not adopted: ${NOT_ADOPTED[result.outcome]}`;
  }
}

const NOT_ADOPTED: Readonly<Record<AdoptRefused, string>> = {
  unknown_product: "the product has no row",
  deleted: "its seller deleted the product for good",
  withdrawn: "the product is withdrawn",
  has_picture: "the product has a picture",
  recent: "the latest was put in the grace period (--grace-hours)",
  ambiguous: "two were put at the same time",
  outdated: "the shop had a later picture",
  no_picture: "its content does not match its key",
};

const HOLDERS = {
  disk: "the disk cache",
  original: "the original",
  telegram: "Telegram",
  b2: "B2, which gave it whole at a second look",
  cover: "the cover",
};

/** What was compared, and what is left to do. */
export function describeSummary(
  summary: ReconcileSummary,
  { deep, adopts, deletes, graceMs }: Pick<
    ReconcileArguments,
    "deep" | "adopts" | "deletes" | "graceMs"
  >,
  seconds: number,
): string[] {
  const { objects, pictures } = summary;
  const how = deep
    ? "Compared size and SHA-256 of each."
    : "Compared the sizes. With --deep it compares each SHA-256 too.";
  const rate = formatCount(Math.round(Math.max(objects, pictures) / seconds));
  const adopted = adopts ? `, adopted ${summary.adopted}` : "";
  const grace = `${graceMs / 3_600_000} h`;
  return [
    `Compared ${count(objects, "object")} with ${count(pictures, "picture")} of the log ` +
    `in ${seconds} s (${rate} keys/s).`,
    how,
    "What is left:",
    total("missing", summary.missing),
    total("altered", summary.altered),
    total("orphaned", summary.orphaned, deletes.includes("orphaned") ? "" : "--delete-orphans"),
    total(
      "superseded",
      summary.superseded,
      deletes.includes("superseded") ? "" : "--delete-superseded",
    ),
    total("recent", summary.recent, `in no event yet, put in the last ${grace}`),
    `Repaired ${summary.repaired}${adopted}, invalidated ${summary.invalidated}, deleted ${summary.deleted}.`,
  ];
}

function total(kind: string, value: number, note = ""): string {
  const hint = note === "" || value === 0 ? "" : `  (${note})`;
  return `  ${kind.padEnd(11)} ${formatCount(value).padStart(9)}${hint}`;
}
