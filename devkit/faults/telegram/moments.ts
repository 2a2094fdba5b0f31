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

/** A moment at which a call can break. */
export interface Moment {
  /** For the table. */
  readonly moment: string;
  /** The call. */
  readonly method: string;
  /** Of these calls, the one that carries this. */
  readonly match?: string;
  /** Uploads from the beginning to the end, but those whose answers are lost. */
  readonly uploads: number;
  /** What is seen. */
  readonly sights: (broken: Break) => Sight[];
  /** A job: what failed is asked for again by itself, as soon as its time has come, which a cell lets pass. */
  readonly asksByItself?: boolean;
  /** Makes all ready. */
  prepare(shop: FaultShop): Promise<Scene>;
}

/** A new message: that it was sent cannot be known when the answer is lost, so it is sent again. */
const sent = (sight: Sight) => ({ acted, course }: Break): Sight[] => {
  if (course === "gives up") return ["apology"];
  return acted ? [sight, sight] : [sight];
};
/** A message that is edited, or a file that is asked for, shows it once, however often it is told. */
const edited = ({ course }: Break): Sight[] => course === "gives up" ? ["apology"] : ["picture"];
/** A question is answered once; nobody apologises to a spinner, nor while somebody types. */
const answered = ({ course }: Break): Sight[] => course === "gives up" ? [] : ["picture"];

const newest = async (shop: FaultShop) => await sellStored(shop);
const [send, edit] = [{ method: "sendPhoto" }, { method: "editMessageMedia" }];

/** Every moment. */
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
    moment: "leafing to a card that nobody has seen",
    uploads: 2,
    sights: edited,
    prepare: (shop) => leafing(shop, false),
  },
  {
    ...edit,
    moment: "leafing to a card by file id",
    uploads: 2,
    sights: edited,
    prepare: (shop) => leafing(shop, true),
  },
  {
    method: "answerCallbackQuery",
    moment: "the end of a button's spinner",
    uploads: 2,
    sights: answered,
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
    moment: "the look of a picture sent as a file",
    uploads: 2,
    sights: sent("picture"),
    prepare: sendingFile,
  },
  {
    ...edit,
    moment: "the word that it is on sale",
    uploads: 1,
    sights: edited,
    prepare: confirming,
  },
  {
    method: "sendMessage",
    moment: "the word that a picture is replaced",
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

/** What is done once is not done again: an update that is handled again says only that it is done. */
function replaced({ course, acted }: Break): Sight[] {
  // An apology is a message as well, which Telegram does not take for an hour either.
  if (course === "gives up") return [];
  const first: Sight[] = acted ? ["replaced"] : [];
  return course === "waits" ? [...first, "replaced", "picture"] : [...first, "changed"];
}

function cardAfterReplacement({ course, acted }: Break): Sight[] {
  if (course === "gives up") return ["replaced", "apology"];
  const first: Sight[] = acted ? ["replaced", "picture"] : ["replaced"];
  return [...first, course === "waits" ? "picture" : "changed"];
}
