import type { LegacyColumn } from "./table.ts";

/** The type of a column that the shop writes. */
type Wanted = "text" | "bigint" | "uuid" | "jsonb" | "timestamp with time zone";

/** A column that the shop writes. */
interface Own {
  readonly type: Wanted;
  /** Characters that it must hold; a shorter column gets wider. */
  readonly room?: number;
  /** The shop leaves it out of a new row, so a default would fill it. */
  readonly startsEmpty?: true;
}

/** A public URL may be long, and Telegram names no limit for a file id. */
const ADDRESS: Own = { type: "text", room: 1000, startsEmpty: true };

/** The columns that the shop writes. */
export const OWN_COLUMNS: Readonly<Record<string, Own>> = {
  product_id: { type: "text", room: 16 },
  title: { type: "text", room: 120 },
  description: { type: "text", room: 800 },
  seller_username: { type: "text", room: 32 },
  price_currency: { type: "text", room: 3 },
  cover_image_url: ADDRESS,
  thumbnail_url: ADDRESS,
  telegram_cover_file_id: ADDRESS,
  telegram_thumb_file_id: ADDRESS,
  pictures_in_order: { type: "jsonb", startsEmpty: true },
  seller_id: { type: "bigint" },
  price_minor: { type: "bigint" },
  sale_id: { type: "uuid" },
  listed_at: { type: "timestamp with time zone" },
  withdrawn_at: { type: "timestamp with time zone", startsEmpty: true },
  marked_sold_at: { type: "timestamp with time zone", startsEmpty: true },
  deleted_for_good_at: { type: "timestamp with time zone", startsEmpty: true },
};

/** How a column gets the type that the shop needs. */
export interface Conversion {
  /** What follows `alter column …`. */
  readonly change: string;
  /** A condition that is true for a row whose value would be lost or cannot be read. */
  readonly losesWhen?: string;
  /** Whether the program of the legacy shop would notice. Then its operator decides. */
  readonly noticed: boolean;
}

const WORDS = ["text", "character varying", "character", "name", "citext"];
const NUMBERS = ["integer", "smallint", "bigint", "numeric", "real", "double precision", "uuid"];

/** How a column of the shop's gets its type. Undefined: it has it. "never": no cast leads there. */
export function conversionOf(column: LegacyColumn): Conversion | "never" | undefined {
  const own = OWN_COLUMNS[column.name];
  if (own === undefined || column.base === own.type && own.type !== "text") return undefined;
  if (own.type === "text") return toText(column, own.room ?? 0);
  if (own.type === "bigint") return toBigint(column);
  // Another program's column of this name has other values.
  if (own.type === "uuid" || own.type === "jsonb") return "never";
  const { base, sqlName } = column;
  if (!["timestamp without time zone", "date"].includes(base)) return "never";
  return {
    change: `type timestamptz using ${sqlName}::timestamp at time zone 'UTC'`,
    noticed: true,
  };
}

function toText(column: LegacyColumn, room: number): Conversion | "never" | undefined {
  const { name, sqlName, base, typeKind, length, exact } = column;
  const change = `type text collate "default" using ${sqlName}::text`;
  if (typeKind === "e") return { change, noticed: false };
  if (NUMBERS.includes(base)) return { change, noticed: name !== "product_id" };
  if (!WORDS.includes(base)) return "never";
  const isTight = length !== null && length < room;
  // A domain may allow all that the shop writes: the trial tells.
  if (typeKind === "d") return undefined;
  // A name is cut after 63 bytes, without an error.
  return isTight || ["character", "name"].includes(base) || !exact
    ? { change, noticed: false }
    : undefined;
}

function toBigint({ base, sqlName }: LegacyColumn): Conversion | "never" {
  const change = `type bigint using ${sqlName}::bigint`;
  if (["integer", "smallint"].includes(base)) return { change, noticed: false };
  if (["numeric", "real", "double precision"].includes(base)) {
    return { change, losesWhen: `${sqlName} <> trunc(${sqlName})`, noticed: false };
  }
  if (!WORDS.includes(base)) return "never";
  return {
    change: `type bigint using nullif(btrim(${sqlName}), '')::bigint`,
    losesWhen: `${sqlName} !~ '^\\s*(\\d{1,18})?\\s*$'`,
    noticed: true,
  };
}
