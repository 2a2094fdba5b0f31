import { type Marker, MARKERS } from "../world/marker.ts";

interface Sent {
  readonly marker: Marker;
  /** The time of the shop's confirmation. */
  confirmed?: number;
}

/** Knows the pictures that sellers sent for each title, and which of them the shop may show at a time. */
export class PictureLedger {
  readonly #sent = new Map<string, Sent[]>();
  #markers = 0;
  #now = 0;

  /** The time is the number of confirmations so far. */
  get now(): number {
    return this.#now;
  }

  /** The marker of the next picture for a product. After the last marker, the first one comes again. */
  send(title: string): Marker {
    const marker = this.#markers++ % MARKERS;
    this.#sent.set(title, [...this.#sent.get(title) ?? [], { marker }]);
    return marker;
  }

  /** The shop has confirmed the last picture of this title. */
  confirm(title: string): void {
    const last = this.#sent.get(title)?.at(-1);
    if (last !== undefined) last.confirmed = ++this.#now;
  }

  /** Whether the product may show this marker to a user who asked at that time: it is its own, and was not replaced before. */
  allows(title: string, marker: Marker, asked: number): boolean {
    const sent = this.#sent.get(title) ?? [];
    return sent.some((each, at) => {
      const replaced = sent[at + 1]?.confirmed ?? Infinity;
      return each.marker === marker && replaced > asked;
    });
  }

  /** Whether a picture of this title was ever sent. */
  has(title: string): boolean {
    return this.#sent.has(title);
  }
}
