import { BoundedMap } from "../std/mod.ts";

/** How many wrong tokens are taken at once, and how long it takes until another one is. */
interface Allowance {
  readonly atOnce: number;
  readonly everyMs: number;
}

/** Of one address. A person who mistypes is not slowed down. */
const OF_ADDRESS: Allowance = { atOnce: 10, everyMs: 30_000 };
/** Of all addresses: whoever has many guesses no faster. */
const OF_ALL: Allowance = { atOnce: 200, everyMs: 1000 };
const ADDRESSES = 1000;
const ALL = "";

/**
 * Counts wrong tokens. A proxy names the client's address, so one who guesses does not lock others out until there are many
 * addresses. Sessions that are open go on in any case.
 */
export class Attempts {
  /** By address: the time at which all that was taken is given back. */
  readonly #fullAt = new BoundedMap<string, number>(ADDRESSES);
  #allFullAt = 0;
  readonly #now: () => number;

  /** Takes a monotonic clock in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** How long an address must wait before its next try, in milliseconds; 0 if it need not. */
  waitMs(address: string): number {
    const now = this.#now();
    const waits = (fullAt: number, { atOnce, everyMs }: Allowance) =>
      Math.max(0, fullAt - now - (atOnce - 1) * everyMs);
    return Math.max(
      waits(this.#fullAt.get(address) ?? 0, OF_ADDRESS),
      waits(this.#allFullAt, OF_ALL),
    );
  }

  /** Counts a wrong token. */
  failed(address: string = ALL): void {
    const now = this.#now();
    const of = this.#fullAt.get(address) ?? 0;
    this.#fullAt.set(address, Math.max(now, of) + OF_ADDRESS.everyMs);
    this.#allFullAt = Math.max(now, this.#allFullAt) + OF_ALL.everyMs;
  }
}
