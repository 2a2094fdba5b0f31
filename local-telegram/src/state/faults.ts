import type { Fault } from "../control/control.ts";
import type { Clock } from "./clock.ts";

/** A call, as far as faults look at it. */
export interface FaultTarget {
  readonly botId: number;
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A fault that hits a call. */
export interface ActiveFault {
  readonly fault: Fault;
  /** Resolves when the fault lets its calls continue. */
  readonly released: Promise<void>;
}

interface Injected extends ActiveFault {
  readonly id: number;
  readonly release: () => void;
  left: number;
  hits: number;
}

/** Holds the injected faults, and remembers how long a 429 with `retryAfter` lasts. */
export class Faults {
  readonly #injected = new Map<number, Injected>();
  /** Ends of the waits that a 429 asked for, by bot, method and chat. */
  readonly #waits = new Map<string, { readonly until: number; readonly fault: Fault }>();
  readonly #clock: Clock;
  /** Called when a fault that drops connections is added. The web server then closes its idle connections. */
  onDrop: () => void = () => {};
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds a fault and returns its id. */
  inject(fault: Fault): number {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const left = fault.times === "always" ? Infinity : fault.times ?? 1;
    const id = ++this.#lastId;
    this.#injected.set(id, { id, fault, released, release, left, hits: 0 });
    if (isDrop(fault)) this.onDrop();
    return id;
  }

  #newest(target: FaultTarget): Injected | undefined {
    return [...this.#injected.values()].reverse()
      .find(({ left, fault }) => left > 0 && matches(fault, target));
  }

  /** Whether a fault still waits to drop a connection. */
  get willDrop(): boolean {
    return this.#injected.values().some(({ left, fault }) => left > 0 && isDrop(fault));
  }

  /** Uses the newest fault that matches the call; returns undefined when none matches. */
  take(target: FaultTarget): ActiveFault | undefined {
    const hit = this.#newest(target);
    if (hit === undefined) return;
    hit.left--;
    hit.hits++;
    this.#keepWaiting(target, hit.fault);
    return hit;
  }

  /** Uses the newest fault that names the method `file`, for a download. A fault of any method strikes none. */
  takeDownload(botId: number): Fault | undefined {
    const target = { botId, method: "file", payload: {} };
    return this.#newest(target)?.fault.method === "file" ? this.take(target)?.fault : undefined;
  }

  /** Returns how many seconds too early a call comes after a 429; undefined when it is not too early. */
  early(target: FaultTarget): number | undefined {
    const until = this.#waits.get(keyOf(target))?.until ?? 0;
    const leftMs = until - this.#clock.now();
    return leftMs > 0 ? Math.ceil(leftMs / 1000) : undefined;
  }

  #keepWaiting(target: FaultTarget, fault: Fault): void {
    if (fault.code !== 429 || fault.retryAfter === undefined) return;
    const until = this.#clock.now() + fault.retryAfter * 1000;
    this.#waits.set(keyOf(target), { until, fault });
  }

  /** Returns how many calls a fault has hit; undefined for an unknown id. */
  hits(id: number): number | undefined {
    return this.#injected.get(id)?.hits;
  }

  /** Ends the fault and lets its held calls continue. Returns whether the id is known. */
  release(id: number): boolean {
    const injected = this.#injected.get(id);
    if (injected === undefined) return false;
    injected.left = 0;
    injected.release();
    for (const [key, { fault }] of this.#waits) {
      if (fault === injected.fault) this.#waits.delete(key);
    }
    return true;
  }

  /** Ends every fault. Their hits can still be read. */
  clear(): void {
    for (const id of this.#injected.keys()) this.release(id);
  }
}

function isDrop({ dropConnection }: Fault): boolean {
  return dropConnection !== undefined;
}

function matches(fault: Fault, { botId, method, payload }: FaultTarget): boolean {
  return (fault.botId ?? botId) === botId &&
    (fault.method ?? method).toLowerCase() === method.toLowerCase() &&
    (fault.match === undefined || JSON.stringify(payload).includes(fault.match));
}

/** A 429 counts for one method in one chat. Other chats do not have to wait. */
function keyOf({ botId, method, payload }: FaultTarget): string {
  return `${botId} ${method} ${String(payload.chat_id)}`;
}
