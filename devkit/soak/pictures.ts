import { type Marker, MARKERS } from "../world/marker.ts";

interface Sent {
  readonly marker: Marker;
  /** When the shop had confirmed it. */
  confirmed?: number;
}

/** Which picture each product was given, by its title, and which of them it may show at a time. */
export class PictureLedger {
  readonly #sent = new Map<string, Sent[]>();
  #markers = 0;
  #now = 0;

  /** The time, in confirmations. */
  get now(): number {
    return this.#now;
  }

  /** The marker of the next picture that is sent for a product; begins anew when there are no more. */
  send(title: string): Marker {
    const marker = this.#markers++ % MARKERS;
    this.#sent.set(title, [...this.#sent.get(title) ?? [], { marker }]);
    return marker;
  }

  /** The shop has said that it has the picture that was sent last. */
  confirm(title: string): void {
    const last = this.#sent.get(title)?.at(-1);
    if (last !== undefined) last.confirmed = ++this.#now;
  }

  /** Whether a product may show this to somebody who has asked at that time: no other's, and none replaced before. */
  allows(title: string, marker: Marker, asked: number): boolean {
    const sent = this.#sent.get(title) ?? [];
    return sent.some((each, at) => {
      const replaced = sent[at + 1]?.confirmed ?? Infinity;
      return each.marker === marker && replaced > asked;
    });
  }

  /** Whether a product of this title was ever sent. */
  has(title: string): boolean {
    return this.#sent.has(title);
  }
}
