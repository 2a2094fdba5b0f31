import type { FaultShop } from "../shop.ts";
import type { Break } from "./breaks.ts";
import {
  confirming,
  leafing,
  previewing,
  replacing,
  type Scene,
  sendingFile,
  sharing,
  standingIn,
  storing,
  viewing,
} from "./scenes.ts";
import { sellStored, type Sight } from "./steps.ts";

/** A moment at which a call of the bot can break. */
export interface Moment {
  readonly moment: string;
  readonly method: string;
  /** The call must contain this. */
  readonly match?: string;
  /** The number of uploads in the whole cell, without those whose answer is lost. */
  readonly uploads: number;
  /** What the user sees. */
  readonly sights: (broken: Break) => Sight[];
  /** A job does the call, and repeats it later by itself. The cell moves the clock to that time. */
  readonly asksByItself?: boolean;
  /** Does everything that comes before the moment. */
  prepare(shop: FaultShop): Promise<Scene>;
}

/** A new message. If its answer is lost, the bot cannot know that it was sent, and sends it again. */
const sent = (sight: Sight) => ({ acted, course }: Break): Sight[] => {
  if (course === "gives up") return ["apology"];
  return acted ? [sight, sight] : [sight];
};
/** An edit or a download has the same effect when it is repeated, so the user sees it once. */
const edited = ({ course }: Break): Sight[] => course === "gives up" ? ["apology"] : ["picture"];
/** An answer to an inline query. The bot does not apologise while the user types. */
const answered = ({ course }: Break): Sight[] => course === "gives up" ? [] : ["picture"];

const newest = async (shop: FaultShop) => await sellStored(shop);
const [send, edit] = [{ method: "sendPhoto" }, { method: "editMessageMedia" }];

/** Every moment at which a call can break. */
export const MOMENTS: readonly Moment[] = [
  {
    ...send,
    moment: "the first view, an upload",
    uploads: 1,
    sights: sent("picture"),
    prepare: async (shop) => await viewing(shop, "/browse", await newest(shop)),
  },
  {
    ...send,
    moment: "a later view, by file id",
    uploads: 1,
    sights: sent("picture"),
    prepare: async (shop) => {
      const productId = await newest(shop);
      return await viewing(shop, `/start ${productId}`, productId);
    },
  },
  {
    ...edit,
    moment: "turning to a card that nobody has seen",
    uploads: 2,
    sights: edited,
    prepare: (shop) => leafing(shop, false),
  },
  {
    ...edit,
    moment: "turning to a card by file id",
    uploads: 2,
    sights: edited,
    prepare: (shop) => leafing(shop, true),
  },
  {
    method: "answerCallbackQuery",
    moment: "the end of a button's spinner",
    uploads: 2,
    // The picture comes at the same time.
    sights: () => ["picture"],
    prepare: (shop) => leafing(shop, false),
  },
  {
    method: "answerInlineQuery",
    moment: "inline results",
    uploads: 1,
    sights: answered,
    prepare: sharing,
  },
  {
    method: "getFile",
    moment: "the download of a sale's photo",
    uploads: 1,
    sights: () => [],
    asksByItself: true,
    prepare: storing,
  },
  {
    ...send,
    moment: "the preview of a sale",
    uploads: 1,
    sights: sent("picture"),
    prepare: previewing,
  },
  {
    method: "getFile",
    moment: "the download of a picture sent as a file",
    uploads: 2,
    sights: edited,
    prepare: sendingFile,
  },
  {
    ...send,
    match: "attach://",
    moment: "the preview of a picture sent as a file",
    uploads: 2,
    sights: sent("picture"),
    prepare: sendingFile,
  },
  {
    ...edit,
    moment: "the message that it is on sale",
    uploads: 1,
    sights: edited,
    prepare: confirming,
  },
  {
    method: "sendMessage",
    moment: "the message that a picture is replaced",
    uploads: 2,
    sights: replaced,
    prepare: replacing,
  },
  {
    ...send,
    moment: "the card after a replacement",
    uploads: 2,
    sights: cardAfterReplacement,
    prepare: replacing,
  },
  {
    ...send,
    match: "attach://",
    moment: "the placeholder",
    uploads: 3,
    sights: sent("placeholder"),
    prepare: standingIn,
  },
];

/** A replacement happens once. When its update is handled again, the answer only says that it is done. */
function replaced({ course, acted }: Break): Sight[] {
  // An apology is a message too, and Telegram refuses messages for an hour.
  if (course === "gives up") return [];
  const first: Sight[] = acted ? ["replaced"] : [];
  return course === "waits" ? [...first, "replaced", "picture"] : [...first, "changed"];
}

function cardAfterReplacement({ course, acted }: Break): Sight[] {
  if (course === "gives up") return ["replaced", "apology"];
  const first: Sight[] = acted ? ["replaced", "picture"] : ["replaced"];
  return [...first, course === "waits" ? "picture" : "changed"];
}
