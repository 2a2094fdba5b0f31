import type { ImageRefusal } from "../../imaging/mod.ts";

/** The languages of the bot. */
export const LANGUAGES = ["en", "fr"] as const;
/** One of {@link LANGUAGES}. */
export type Language = (typeof LANGUAGES)[number];

/** Why an answer in a dialogue is not taken; the dialogue stays where it was. */
export type AnswerRefusal =
  | ImageRefusal
  | "photo_needed"
  | "text_needed"
  | "empty_text"
  | "long_title"
  | "long_description"
  | "bad_price"
  | "file_too_big"
  | "file_gone"
  | "busy"
  | "use_buttons";

/** Every text of the bot in one language. Texts are Telegram HTML; what comes in must be escaped already. */
export interface Locale {
  /** The language's code. */
  readonly language: Language;
  /** Its own name. */
  readonly languageName: string;
  /** The commands menu. */
  readonly commands: Readonly<
    Record<"browse" | "sell" | "my" | "language" | "help" | "cancel", string>
  >;
  /** What the bot is for, on its profile. */
  readonly about: string;
  /** Answers `/start`. */
  readonly welcome: string;
  /** Answers `/help`. */
  readonly help: string;
  /** Asks above the languages' buttons. */
  readonly chooseLanguage: string;
  /** Says that this language was chosen, in it. */
  readonly languageChosen: string;
  /** Says that a sale or a change was left. */
  readonly cancelled: string;
  /** Answers `/cancel` where nothing is on. */
  readonly nothingToCancel: string;
  /** Apologises for what went wrong on our side. */
  readonly failed: string;
  /** Answers a button that no handler knows (any more). */
  readonly staleButton: string;
  /** Answers a command that there is not. */
  readonly unknownCommand: string;
  /** Answers a message that nothing asked for. */
  readonly nothingHere: string;
  /** Answers a picture that nothing asked for. */
  readonly photoOutsideSale: string;

  /** A sale: its questions and what goes with them. */
  readonly sell: {
    readonly resumed: string;
    readonly step: (step: number, of: number) => string;
    readonly photo: string;
    readonly title: string;
    readonly description: string;
    readonly price: string;
    readonly preview: string;
    readonly albumFirst: string;
    readonly fileLooks: string;
    readonly chooseEdit: string;
    readonly listed: (productId: string, link: string) => string;
    readonly draftGone: string;
  };
  /** What is said of products, and where there is none. */
  readonly product: {
    readonly untitled: string;
    readonly priceOnRequest: string;
    readonly place: (place: number, total: number) => string;
    readonly unknown: string;
    readonly withdrawn: string;
    readonly noneOnSale: string;
    readonly noneOfYours: string;
    readonly noMore: string;
    readonly notYours: string;
    readonly photoUnusable: (title: string, why: string) => string;
  };
  /** Between buyer and seller. */
  readonly contact: {
    readonly told: string;
    readonly own: string;
    readonly unreachable: string;
    readonly interested: (buyer: string, title: string) => string;
    readonly already: string;
  };
  /** A change, withdrawal or deletion of one's own product; what is asked has 200 characters at most. */
  readonly edit: {
    readonly replaced: string;
    readonly changed: string;
    readonly withdrawAsk: string;
    readonly withdrawAskAgain: string;
    readonly withdrawDone: string;
    readonly deleteAsk: string;
    readonly deleteAskAgain: string;
    readonly deleteDone: string;
  };
  /** The labels of the buttons. */
  readonly button: Readonly<
    Record<
      | "confirm"
      | "edit"
      | "cancel"
      | "photo"
      | "title"
      | "description"
      | "price"
      | "back"
      | "previous"
      | "next"
      | "details"
      | "contact"
      | "share"
      | "browse"
      | "view"
      | "replacePhoto"
      | "withdraw"
      | "withdrawYes"
      | "withdrawReally"
      | "deleteForGood"
      | "deleteYes"
      | "deleteReally"
      | "keep",
      string
    >
  >;
  /** What operators are told by `/stats` and `/verify`; numbers come in as text. */
  readonly operator: {
    readonly products: string;
    readonly onSale: (onSale: string, withdrawn: string) => string;
    readonly pictures: string;
    readonly served: string;
    readonly storeImage: string;
    readonly eraseProduct: string;
    readonly waiting: (waiting: string, failed: string) => string;
    readonly drift: string;
    readonly reconcile: string;
    readonly reconciled: (missing: string, altered: string, orphaned: string) => string;
    readonly neverReconciled: string;
    readonly noDrift: (products: string) => string;
    readonly driftFound: (values: string, products: string) => string;
    readonly rowsGone: (gone: string, products: string) => string;
  };
  /** What to send instead. */
  readonly refusal: Readonly<Record<AnswerRefusal, string>>;
  /** Says that more came than is handled, and what to do; at most 200 characters, for an alert. */
  readonly slowDown: string;
}
