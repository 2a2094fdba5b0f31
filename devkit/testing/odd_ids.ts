/**
 * Product ids as older shops have them: one of each kind, with where such ids were seen. All of them are different products.
 */
export interface OddId {
  readonly id: string;
  readonly kind: string;
  /** A repository or a document, read 2026-11. Absent for what any text column can hold. */
  readonly source?: string;
}

/** The ids. None has a hidden character alone, so people see that there is something. */
export const ODD_IDS: readonly OddId[] = [
  { id: "42", kind: "a serial number", source: "github.com/karimov23/ElectroMaxBot electro.py" },
  { id: "042", kind: "leading zeros" },
  { id: "4.2e1", kind: "a text that a spreadsheet takes for a number" },
  {
    id: "6f1c2f0e-8d0c-4c6b-9f52-0a2f3d3f9a10",
    kind: "a UUID",
    source: "github.com/python-telegram-bot/python-telegram-bot/issues/528",
  },
  { id: "6F1C2F0E-8D0C-4C6B-9F52-0A2F3D3F9A10", kind: "its twin in capitals" },
  { id: "a1", kind: "small letters" },
  { id: "A1", kind: "its twin in capitals" },
  { id: "Chaise n° 7", kind: "words" },
  {
    id: "Дизайн и медиа",
    kind: "the name as the key",
    source: "github.com/interlumpen/Telegram-shop/issues/9",
  },
  {
    id: "accounts/hubabuba3227-1hvtqlh/deployments/kpwpvuky",
    kind: "a path of another service",
    source: "github.com/grinev/opencode-telegram-bot/issues/178",
  },
  {
    id: "Help.Contact",
    kind: "a dot",
    source: "github.com/tdlib/telegram-bot-api/issues/632",
  },
  { id: "50% off_", kind: "characters of LIKE" },
  { id: "a:photo", kind: "the separator of our buttons" },
  { id: "a/../b", kind: "a path" },
  { id: "..", kind: "a folder" },
  { id: "a b+c&d=e?f#g", kind: "characters of URLs" },
  { id: "<b>&amp;", kind: "markup" },
  { id: "🪑-1", kind: "emoji" },
  { id: "👩‍👩‍👧", kind: "emoji with joiners" },
  { id: "стул-7", kind: "Cyrillic" },
  { id: "كرسي ٧", kind: "from right to left" },
  { id: "é", kind: "composed (NFC)" },
  { id: "e\u0301", kind: "its twin, decomposed (NFD)" },
  { id: "x\u202ey", kind: "a change of direction" },
  { id: "x\ny\tz\u001b[31m", kind: "line breaks and controls" },
  { id: " x ", kind: "white space around" },
  { id: "-7", kind: "a dash first" },
  { id: "TBF-" + "9".repeat(43), kind: "longer than a button" },
  { id: "z".repeat(200), kind: "200 plain characters" },
  { id: "ж".repeat(200), kind: "200 characters of two bytes" },
  { id: "__QQ", kind: "like a reference, of A" },
  { id: "_-" + "0".repeat(32), kind: "like the reference of a long id" },
];
