import type { Clock } from "./clock.ts";
import type { Fault } from "./control.ts";

/** What a fault is matched against. */
export interface FaultTarget {
  readonly botId: number;
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A fault that is to hit a call. */
export interface ActiveFault {
  readonly fault: Fault;
  /** Resolves when the fault lets its call go on. */
  readonly released: Promise<void>;
}

interface Injected extends ActiveFault {
  readonly id: number;
  readonly release: () => void;
  left: number;
  hits: number;
}

/** The injected failures of a server, and how long a 429 among them lasts. */
export class Faults {
  readonly #injected = new Map<number, Injected>();
  /** Who was told to wait, by bot, method and chat, and until when. */
  readonly #waits = new Map<string, { readonly until: number; readonly fault: Fault }>();
  readonly #clock: Clock;
  /** Called when a connection is to be dropped from now on: it has to be a new one. */
  onDrop: () => void = () => {};
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds a fault; returns its id. */
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

  /** Whether a connection is to be dropped yet. */
  get willDrop(): boolean {
    return this.#injected.values().some(({ left, fault }) => left > 0 && isDrop(fault));
  }

  /** The newest fault that matches the call, used once more; undefined when none does. */
  take(target: FaultTarget): ActiveFault | undefined {
    const hit = this.#newest(target);
    if (hit === undefined) return;
    hit.left--;
    hit.hits++;
    this.#keepWaiting(target, hit.fault);
    return hit;
  }

  /** The seconds that a call comes too early, after a 429 that said when to come again; undefined if it is welcome. */
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

  /** How many calls a fault has hit; undefined for an unknown id. */
  hits(id: number): number | undefined {
    return this.#injected.get(id)?.hits;
  }

  /** Lets held calls go on and ends the fault; says whether it was known. */
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

  /** Ends every fault. Their hits stay readable. */
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

/** Telegram counts by what is done and where: one chat that is told to wait holds up no other. */
function keyOf({ botId, method, payload }: FaultTarget): string {
  return `${botId} ${method} ${String(payload.chat_id)}`;
}
