import type { ImageRefusal } from "../../imaging/mod.ts";

/** Why an answer in a dialogue is not taken. The dialogue stays where it was. */
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

/** Every text of the bot in one language. Texts are Telegram HTML; what a function is given must be escaped already. */
export interface Locale {
  /** Its code, as in `languages.ts`. Numbers, prices and times are written as in this language. */
  readonly language: string;
  /** In the language itself. */
  readonly languageName: string;
  /** The commands menu, as plain text. */
  readonly commands: Readonly<
    Record<"browse" | "sell" | "my" | "language" | "help" | "cancel", string>
  >;
  /** What the bot is for, on its profile: plain text of at most 120 characters. */
  readonly about: string;
  readonly welcome: string;
  readonly help: string;
  readonly chooseLanguage: string;
  readonly languageChosen: string;
  /** A sale or a change was cancelled. */
  readonly cancelled: string;
  readonly nothingToCancel: string;
  /** An apology for a failure on our side. */
  readonly failed: string;
  /** For a button that no handler knows. */
  readonly staleButton: string;
  readonly unknownCommand: string;
  /** For a message that nothing asked for. */
  readonly nothingHere: string;
  /** For a picture that nothing asked for. */
  readonly photoOutsideSale: string;

  /** A sale: its questions, and what goes with them. */
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
  /** Of products. A key in snake_case is the refusal of a use case. */
  readonly product: {
    readonly untitled: string;
    readonly priceOnRequest: string;
    readonly place: (place: number, total: number) => string;
    readonly unknown: string;
    readonly withdrawn: string;
    readonly noneOnSale: string;
    readonly noneOfYours: string;
    readonly noMore: string;
    readonly not_yours: string;
    readonly photoUnusable: (title: string, why: string) => string;
  };
  /** Between buyer and seller. The keys `own`, `unreachable` and `already` are refusals of a use case. */
  readonly contact: {
    readonly told: string;
    readonly own: string;
    readonly unreachable: string;
    readonly interested: (buyer: string, title: string) => string;
    readonly already: string;
  };
  /** Of a change, a withdrawal or a deletion. The questions are alerts: at most 200 characters. */
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
  /** The labels of the buttons, as plain text. */
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
  /** `/stats` and `/verify`. Numbers are given as text. */
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
  /** Why an answer is not taken, and what to send instead. */
  readonly refusal: Readonly<Record<AnswerRefusal, string>>;
  /** More came at once than the bot handles: an alert of at most 200 characters. */
  readonly slowDown: string;
}
