import type { SourceColumn } from "../source/source.ts";
import { observePrice } from "../values/price.ts";
import { isNothing, readPicture } from "../values/picture.ts";

/** What the first values of a column look like. Shares are of the values that are not empty. */
export interface Looks {
  readonly column: SourceColumn;
  /** Not empty, in the order of the rows. */
  readonly values: readonly string[];
  readonly rows: number;
  /** Different values, as a share of the rows. */
  readonly different: number;
  /** Whether equal values stand in rows one after another, as the ids of products with variants do. */
  readonly isGrouped: boolean;
  readonly prices: number;
  readonly pricesWithCurrency: number;
  readonly paths: number;
  readonly fileIds: number;
  readonly telegramIds: number;
  readonly usernames: number;
  readonly yesOrNo: number;
  readonly currencies: number;
  /** Values with letters, and how long they are on average. */
  readonly words: number;
  readonly averageLength: number;
}

const IMAGE_END = /\.(jpe?g|png|webp|gif|heic|avif|bmp)(\?.*)?$/i;
const ADDRESS = /^(https?|file|s3):\/\/\S+$/i;
/** Ids of photos, documents and stickers, of bots: they begin with the type of the file, in base64. */
const FILE_ID = /^(AgAC|BQAC|AAMC|CAAC|BAAC)[A-Za-z0-9_-]{16,}$/;

/** Looks at a column of some rows. */
export function lookAt(column: SourceColumn, all: readonly (string | null | undefined)[]): Looks {
  const values = all.filter((value): value is string =>
    typeof value === "string" && !isNothing(value)
  );
  const share = (is: (value: string) => boolean) =>
    values.length === 0 ? 0 : values.filter((value) => is(value.trim())).length / values.length;
  return {
    column,
    values,
    rows: all.length,
    different: all.length === 0 ? 1 : new Set(values).size / all.length,
    isGrouped: isGrouped(values),
    prices: share((value) => observePrice(value) !== undefined),
    pricesWithCurrency: share((value) => observePrice(value)?.hasCurrency === true),
    paths: share((value) => isPath(readPicture(value).first ?? "")),
    fileIds: share((value) => FILE_ID.test(readPicture(value).first ?? "")),
    telegramIds: share((value) => /^[1-9]\d{4,12}(\.0)?$/.test(value)),
    usernames: share((value) => /^(@|(https?:\/\/)?t\.me\/)?[A-Za-z]\w{3,31}$/.test(value)),
    yesOrNo: share((value) =>
      /^(t|f|true|false|yes|no|y|n|0|1|-1|да|нет|oui|non|s[ií]|active|inactive|draft|archived|unlisted)$/i
        .test(value)
    ),
    currencies: share((value) => /^[A-Za-z]{3,4}$|^\p{Sc}$/u.test(value)),
    words: share((value) => /\p{L}{2}/u.test(value)),
    averageLength: values.reduce((sum, { length }) => sum + length, 0) / (values.length || 1),
  };
}

function isGrouped(values: readonly string[]): boolean {
  const groups = values.filter((value, n) => value !== values[n - 1]).length;
  return groups > 1 && groups === new Set(values).size;
}

function isPath(value: string): boolean {
  return IMAGE_END.test(value) || ADDRESS.test(value);
}
