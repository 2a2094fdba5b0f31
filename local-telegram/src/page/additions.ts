/** What the program that opens the server adds to the chat page. The page draws all of it: a host brings no scripts. */
export interface PageAdditions {
  /** Who sits at the left chat and at the right one, for example a seller and a buyer. */
  readonly sides?: readonly [left: string, right: string];
  /** The panels beside the chats, in their order. */
  readonly panels?: readonly PagePanel[];
}

/** A panel beside the chats: buttons, and entries that the host shows. */
export interface PagePanel {
  /** Unique among the panels. */
  readonly id: string;
  readonly title: string;
  /** What the panel is for. It stands there as long as the panel has no entry. */
  readonly note?: string;
  readonly actions?: readonly PageAction[];
}

/** A button in a panel. */
export interface PageAction {
  /** Unique among the actions of its panel. */
  readonly id: string;
  readonly label: string;
  /** What it does, in one sentence. */
  readonly hint?: string;
  /** Does it, and returns what to tell the person. What it throws is told too. The button waits for it. */
  run(): Promise<string>;
}

/** An entry of a panel. */
export interface PanelEntry {
  readonly title: string;
  /** `good` and `bad` colour the entry. */
  readonly tone?: "good" | "bad";
  /** Names and values, in their order. */
  readonly facts?: readonly (readonly [name: string, value: string])[];
  /** A later entry of the panel with the same key replaces this one, at the same place. */
  readonly key?: string;
}

/** Shows entries in the panels of the page. */
export interface PagePanels {
  /** Shows an entry in a panel, above earlier ones. Pages that connect later get it too. */
  show(panelId: string, entry: PanelEntry): void;
}
