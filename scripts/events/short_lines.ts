import { type LoggedEvent, SCHEMA_VERSION } from "../../src/domain/mod.ts";
import { visible } from "../../src/std/mod.ts";
import { fit, widthOf } from "../support/columns.ts";

/** Columns of a position, of a picture and of a type, in most lines. */
const [POSITION, PICTURE, TYPE] = [6, "original".length, "TelegramFileIdCaptured".length];

/** The least columns of a product. */
const LEAST = 12;

/**
 * Writes events in short lines: position, time, product, picture and type. A line above them tells the day when it
 * changes. What does not fit into `columns` is cut.
 */
export class ShortLines {
  readonly #columns: number;
  #day: string | undefined;

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** The lines of some events. Titles are by product id. */
  of(events: readonly LoggedEvent[], titles: ReadonlyMap<string, string>): string[] {
    return events.flatMap((event) => {
      const day = event.recordedAt.slice(0, 10);
      const heading = day === this.#day ? [] : [`${day} (UTC)`];
      this.#day = day;
      return [...heading, this.#line(event, titles.get(event.productId) ?? "")];
    });
  }

  #line(event: LoggedEvent, title: string): string {
    const { position, recordedAt, productId, imageType } = event;
    const before = `${String(position).padStart(POSITION)}  ${recordedAt.slice(11, 19)}  `;
    const after = `  ${imageType.padEnd(PICTURE)}  ${typeOf(event)}`;
    const others = widthOf(before) + Math.max(widthOf(after), PICTURE + TYPE + 4);
    const product = `${visible(productId)} ${visible(title)}`.trimEnd();
    return before + fit(product, Math.max(LEAST, this.#columns - others)) + after;
  }
}

/** The type of an event, with its shape if it is of a later program. */
export function typeOf({ type, schemaVersion }: LoggedEvent): string {
  return schemaVersion <= SCHEMA_VERSION ? type : `${type} (shape ${schemaVersion})`;
}
