/** A styled or special part of a text; offset and length in UTF-16 code units. */
export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  /** Only for a `text_link`. */
  readonly url?: string;
  /** Only for a `pre`. */
  readonly language?: string;
}

/** A text with its entities; an outer entity stands before an inner one. */
export interface FormattedText {
  readonly text: string;
  readonly entities: readonly Entity[];
}
