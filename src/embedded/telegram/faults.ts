import type { Fault } from "./control.ts";

/** What a fault is matched against. */
export interface FaultTarget {
  readonly botId: number;
  readonly method: string;
  readonly payload: unknown;
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

/** The injected failures of a server. */
export class Faults {
  readonly #injected = new Map<number, Injected>();
  #lastId = 0;

  /** Adds a fault; returns its id. */
  inject(fault: Fault): number {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const left = fault.times === "always" ? Infinity : fault.times ?? 1;
    const id = ++this.#lastId;
    this.#injected.set(id, { id, fault, released, release, left, hits: 0 });
    return id;
  }

  /** The newest fault that matches the call, used once more; undefined when none does. */
  take(target: FaultTarget): ActiveFault | undefined {
    const newestFirst = [...this.#injected.values()].reverse();
    const hit = newestFirst.find((injected) =>
      injected.left > 0 && matches(injected.fault, target)
    );
    if (hit === undefined) return;
    hit.left--;
    hit.hits++;
    return hit;
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
    return true;
  }

  /** Ends every fault. Their hits stay readable. */
  clear(): void {
    for (const id of this.#injected.keys()) this.release(id);
  }
}

function matches(fault: Fault, { botId, method, payload }: FaultTarget): boolean {
  return (fault.botId ?? botId) === botId &&
    (fault.method ?? method).toLowerCase() === method.toLowerCase() &&
    (fault.match === undefined || JSON.stringify(payload).includes(fault.match));
}
