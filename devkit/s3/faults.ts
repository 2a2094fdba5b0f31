/** What goes wrong with a request. */
export type Effect =
  /** The store answers with an error. `retryAfter` is the header's value. */
  | {
    readonly status: number;
    readonly code: string;
    readonly message?: string;
    readonly retryAfter?: string;
  }
  /** The answer comes this much later. */
  | { readonly delayMs: number }
  /** The connection is reset and the store never sees the request. */
  | "reset"
  /** The store does what it was asked, and the connection is reset before the answer. */
  | "lost_answer"
  /** Half of the body comes: an answer's, then the connection ends; of a PUT, the store's. */
  | "truncate"
  /** The connection is reset after half of the body: the answer's, or of a PUT the request's. */
  | "reset_in_body"
  /** The body comes whole, with one bit turned: the answer's, or of a PUT the request's. */
  | "alter"
  /** The store keeps a PUT's body with one bit turned, and acknowledges what it keeps. */
  | "keep_altered"
  /** No answer, ever. */
  | "silence";

/** Which requests a fault strikes, and how often. */
export interface Fault {
  /** Any method if absent. */
  readonly method?: string | undefined;
  /** Any key if absent; a listing's key is its prefix. */
  readonly keyPrefix?: string | undefined;
  /** Any key if absent: `/thumb-` strikes thumbs, whatever the product. */
  readonly keyPart?: string | undefined;
  /** Until {@link Faults.clear} if absent. */
  readonly times?: number | undefined;
  /** What goes wrong. */
  readonly effect: Effect;
}

/** Backblaze's answer once the daily cap on downloads or transactions is reached. */
export const CAP_EXCEEDED: Effect = {
  status: 403,
  code: "AccessDenied",
  message: "Transaction cap exceeded, see the Caps & Alerts page to increase your cap.",
};

/** Faults that wait for a request; the oldest that fits strikes. */
export class Faults {
  #waiting: { fault: Fault; left: number }[] = [];

  /** How many requests were struck so far. */
  strikes = 0;

  /** Adds a fault behind those that wait. */
  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? Infinity });
  }

  /** Forgets them all. */
  clear(): void {
    this.#waiting = [];
  }

  /** The effect on this request, if any; it counts as one strike. */
  take(method: string, key: string): Effect | undefined {
    const entry = this.#waiting.find(({ fault }) =>
      (fault.method ?? method) === method && key.startsWith(fault.keyPrefix ?? "") &&
      key.includes(fault.keyPart ?? "")
    );
    if (!entry) return;
    entry.left--;
    this.strikes++;
    this.#waiting = this.#waiting.filter(({ left }) => left > 0);
    return entry.fault.effect;
  }
}
