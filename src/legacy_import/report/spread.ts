/** Some values of a long row, spread evenly over all of it. It holds at most twice the wanted number. */
export class Spread<T> {
  readonly #wanted: number;
  #kept: T[] = [];
  /** Every how many values one is kept. */
  #step = 1;
  #count = 0;

  constructor(wanted: number) {
    this.#wanted = wanted;
  }

  add(value: T): void {
    if (this.#count++ % this.#step !== 0) return;
    this.#kept.push(value);
    if (this.#kept.length < this.#wanted * 2) return;
    this.#kept = this.#kept.filter((_, at) => at % 2 === 0);
    this.#step *= 2;
  }

  get values(): readonly T[] {
    if (this.#kept.length <= this.#wanted) return this.#kept;
    const every = this.#kept.length / this.#wanted;
    return Array.from({ length: this.#wanted }, (_, at) => this.#kept[Math.floor(at * every)]!);
  }
}
