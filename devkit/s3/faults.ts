/** A failure of a request. */
export type Effect =
  /** The store answers with an error. `retryAfter` is the value of the Retry-After header. */
  | {
    readonly status: number;
    readonly code: string;
    readonly message?: string;
    readonly retryAfter?: string;
  }
  /** The answer is late. */
  | { readonly delayMs: number }
  /** The store gets the request when this resolves, also if its sender is gone by then. The answer follows. */
  | { readonly landsAfter: Promise<unknown> }
  /** The store handles the request at once. Its answer comes when this resolves. */
  | { readonly answersAfter: Promise<unknown> }
  /** The connection is reset. The store never sees the request. */
  | "reset"
  /** The store handles the request. Then the connection is reset, before the answer. */
  | "lost_answer"
  /** Of a PUT, the store gets half of the body. Of another request, half of the answer comes, then the connection ends. */
  | "truncate"
  /** The connection is reset after half of the body: of a PUT, the request's body, else the answer's. */
  | "reset_in_body"
  /** One bit of the body is flipped: of a PUT, in the request, else in the answer. */
  | "alter"
  /** The store keeps the body of a PUT with one bit flipped, and reports success. */
  | "keep_altered"
  /** No answer comes. */
  | "silence";

/** What a request asks for: a key has a right for each. */
export type Operation = "list" | "read" | "write" | "delete";

/** What a request asks for. */
export function operationOf(method: string, target: string): Operation {
  if (method === "PUT") return "write";
  if (method === "DELETE") return "delete";
  const { pathname, searchParams } = new URL(target, "http://front");
  const isOfBucket = /^\/[^/]*\/?$/.test(pathname);
  return isOfBucket || searchParams.has("versions") ? "list" : "read";
}

/** A failure, with the requests that it strikes. */
export interface Fault {
  /** Any method if absent. */
  readonly method?: string | undefined;
  /** Any operation if absent. */
  readonly operation?: Operation | undefined;
  /** Any key if absent. The key of a listing is its prefix. */
  readonly keyPrefix?: string | undefined;
  /** A part of the key, such as `/thumb-` for the thumbs of all products. Any key if absent. */
  readonly keyPart?: string | undefined;
  /** How often it strikes. Until {@link Faults.clear} if absent. */
  readonly times?: number | undefined;
  readonly effect: Effect;
}

/** Backblaze's answer when the daily cap on downloads or transactions is reached. */
export const CAP_EXCEEDED: Effect = {
  status: 403,
  code: "AccessDenied",
  message: "Transaction cap exceeded, see the Caps & Alerts page to increase your cap.",
};

/** S3's answer to a key without the right. */
export const ACCESS_DENIED: Effect = { status: 403, code: "AccessDenied", message: "not entitled" };

/** Faults that wait for requests. The oldest one that matches strikes. */
export class Faults {
  #waiting: { fault: Fault; left: number }[] = [];

  /** The number of requests that were struck. */
  strikes = 0;

  /** Adds a fault after the waiting ones. */
  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? Infinity });
  }

  /** Removes all faults. */
  clear(): void {
    this.#waiting = [];
  }

  /** The failure of this request, if one waits for it. It counts as a strike. */
  take(method: string, key: string, operation: Operation): Effect | undefined {
    const entry = this.#waiting.find(({ fault }) =>
      (fault.method ?? method) === method && (fault.operation ?? operation) === operation &&
      key.startsWith(fault.keyPrefix ?? "") &&
      key.includes(fault.keyPart ?? "")
    );
    if (!entry) return;
    entry.left--;
    this.strikes++;
    this.#waiting = this.#waiting.filter(({ left }) => left > 0);
    return entry.fault.effect;
  }
}
