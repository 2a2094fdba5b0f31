/**
 * What a move touches. Two moves that touch nothing in common have the same effect in either order.
 * @module
 */

/**
 * How a thing is touched. Readers may change places among each other, and so may those who change parts of it; the others
 * may not.
 */
export type Mode = "read" | "part" | "write";

/** What the present move has touched so far: rows, locks, objects, files, the memory of processes. */
export class Footprint {
  readonly things = new Map<string, Mode>();
  /** Whether somebody asks for it. Otherwise nothing is written down, which saves time. */
  isKept = false;

  /** Something is read. Everything of its kind, if `key` is absent. */
  read(kind: string, key?: string): void {
    if (this.isKept) this.#touch(key === undefined ? kind : `${kind} ${key}`, "read");
  }

  /** Something is written. Whoever reads everything of its kind sees it too. */
  write(kind: string, key: string): void {
    if (!this.isKept) return;
    this.#touch(kind, "part");
    this.#touch(`${kind} ${key}`, "write");
  }

  /** The next move begins. */
  clear(): void {
    this.things.clear();
  }

  #touch(thing: string, mode: Mode): void {
    const before = this.things.get(thing) ?? mode;
    this.things.set(thing, before === mode ? mode : "write");
  }
}

/** Whether two moves that touch a thing in these modes may change places. */
export function isShared(one: Mode, other: Mode): boolean {
  return one === other && one !== "write";
}
