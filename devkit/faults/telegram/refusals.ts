import type { Fault } from "@vitrine/local-telegram";
import type { Cell } from "../matrix.ts";
import type { FaultShop } from "../shop.ts";
import { type BrokenCall, brokenCall } from "./broken_calls.ts";
import { type Moment, MOMENTS } from "./moments.ts";

const bad = (description: string, code = 400): Fault => ({ code, description });

const SEEN: BrokenCall["sights"] = ["picture"];
const UNSEEN: BrokenCall["sights"] = [];

interface Refusal {
  readonly fault: string;
  readonly moments: readonly string[];
  readonly call: BrokenCall;
}

const EDITS = [
  "turning to a card that nobody has seen",
  "turning to a card by file id",
  "the message that it is on sale",
];
const FIRST_VIEW = ["the first view, an upload"];
const SENDS = ["the first view, an upload", "a later view, by file id"];

/** Telegram's refusals in its own words, and what the user sees after each. */
const REFUSALS: readonly Refusal[] = [
  {
    fault: "message is not modified",
    moments: EDITS,
    call: {
      inject: bad(
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
      ),
      sights: UNSEEN,
      asksAgain: ["picture"],
    },
  },
  ...[
    "MESSAGE_ID_INVALID",
    "message to edit not found",
    "message can't be edited",
    "message media can't be edited",
    "there is no media in the message to edit",
  ].map((text) => ({
    fault: text,
    moments: EDITS,
    call: { inject: bad(`Bad Request: ${text}`), sights: SEEN },
  })),
  {
    fault: "query is too old",
    moments: ["the end of a button's spinner"],
    call: {
      inject: bad(
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
      ),
      sights: SEEN,
    },
  },
  {
    fault: "query is too old",
    moments: ["inline results"],
    call: {
      inject: bad(
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
      ),
      sights: UNSEEN,
      asksAgain: ["picture"],
    },
  },
  ...[
    bad("Forbidden: bot was blocked by the user", 403),
    bad("Forbidden: user is deactivated", 403),
    bad("Bad Request: chat not found"),
  ].map((inject) => ({
    fault: inject.description!,
    moments: [...SENDS, ...EDITS.slice(1)],
    call: { inject, sights: UNSEEN, asksAgain: ["picture"] as const },
  })),
  ...[
    bad("Bad Request: PHOTO_INVALID_DIMENSIONS"),
    bad("Bad Request: IMAGE_PROCESS_FAILED"),
    bad("Request Entity Too Large", 413),
  ].map((inject) => ({
    fault: `${inject.description}: the cover is shown instead`,
    moments: FIRST_VIEW,
    call: { inject, sights: SEEN },
  })),
  {
    fault: "413 in HTML",
    moments: FIRST_VIEW,
    call: { inject: { code: 413, htmlBody: "<html>413</html>" }, sights: SEEN },
  },
  {
    fault: "502 in HTML, four times: no attempt is left",
    moments: SENDS,
    call: {
      inject: { htmlBody: "<html>502</html>", times: 4 },
      sights: ["apology"],
      asksAgain: ["picture"],
    },
  },
  {
    fault: "the file is temporarily unavailable",
    moments: ["the download of a sale's photo"],
    call: {
      inject: bad("Bad Request: wrong file_id or the file is temporarily unavailable"),
      sights: UNSEEN,
    },
  },
];

/** A cell for each refusal at each of its moments. The cells share a shop. */
export const REFUSAL_CELLS: readonly Cell<FaultShop>[] = REFUSALS.flatMap(
  ({ fault, moments, call }) => moments.map((name) => brokenCall(fault, momentNamed(name), call)),
);

function momentNamed(name: string): Moment {
  const moment = MOMENTS.find((each) => each.moment === name);
  if (moment === undefined) throw new TypeError(`No such moment: ${name}`);
  return moment;
}
