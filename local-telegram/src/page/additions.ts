/**
 * A text on the page: in one language, or in several by their codes, such as `{ en: "Fill", fr: "Remplir" }`. The page
 * shows the one of its own language, else the English one.
 */
export type PageText = string | { readonly en: string; readonly fr?: string };

/** What the program that opens the server adds to the chat page. The page draws all of it: a host brings no scripts. */
export interface PageAdditions {
  /** Who sits at the left chat and at the right one, for example a seller and a buyer. */
  readonly sides?: readonly [left: PageText, right: PageText];
  /** The panels beside the chats, in their order. */
  readonly panels?: readonly PagePanel[];
}

/** A panel beside the chats: buttons, and entries that the host shows. */
export interface PagePanel {
  /** Unique among the panels. */
  readonly id: string;
  readonly title: PageText;
  /** What the panel is for. It stands there as long as the panel has no entry. */
  readonly note?: PageText;
  readonly actions?: readonly PageAction[];
}

/** A button in a panel. */
export interface PageAction {
  /** Unique among the actions of its panel. */
  readonly id: string;
  readonly label: PageText;
  /** What it does, in one sentence. */
  readonly hint?: PageText;
  /** Does it, and returns what to tell the person. What it throws is told too. The button waits for it. */
  run(): Promise<PageText>;
}

/** An entry of a panel. */
export interface PanelEntry {
  readonly title: PageText;
  /** `good` and `bad` colour the entry. */
  readonly tone?: "good" | "bad";
  /** Names and values, in their order. */
  readonly facts?: readonly (readonly [name: PageText, value: PageText])[];
  /** A later entry of the panel with the same key replaces this one, at the same place. */
  readonly key?: string;
}

/** Shows entries in the panels of the page. */
export interface PagePanels {
  /** Shows an entry in a panel, above earlier ones. Pages that connect later get it too. */
  show(panelId: string, entry: PanelEntry): void;
}
