import { createSemaphore, type Semaphore } from "../../std/mod.ts";
import { HostRefused, type WebRefusal } from "./errors.ts";

/** Work at other hosts. */
export interface Hosts {
  /**
   * Runs the work when the host has a free place.
   *
   * @throws {HostRefused} `host_given_up` or `host_not_found` when the host failed too often in a row.
   */
  run<T>(host: string, work: () => Promise<T>): Promise<T>;
}

/** A browser opens six connections to a host. A migration is in no hurry. */
const AT_ONCE = 2;
/** A dead host of a thousand rows would take hours: each row waits for the end of its time. */
const FAILURES_IN_A_ROW = 5;

const AWAY: readonly (WebRefusal | undefined)[] = ["host_unavailable", "host_not_found"];

interface Host {
  readonly slots: Semaphore;
  failures: number;
  /** Why the last work failed. */
  last: WebRefusal | undefined;
}

/** Creates the places of one run. */
export function createHosts(): Hosts {
  const hosts = new Map<string, Host>();
  return {
    run: (name, work) => {
      const host = hosts.get(name) ??
        { slots: createSemaphore(AT_ONCE), failures: 0, last: undefined };
      hosts.set(name, host);
      return host.slots(() => counted(host, work));
    },
  };
}

async function counted<T>(host: Host, work: () => Promise<T>): Promise<T> {
  if (host.failures >= FAILURES_IN_A_ROW) {
    throw new HostRefused(host.last === "host_not_found" ? host.last : "host_given_up");
  }
  try {
    const result = await work();
    host.failures = 0;
    return result;
  } catch (error) {
    host.last = error instanceof HostRefused ? error.code : undefined;
    host.failures = AWAY.includes(host.last) ? host.failures + 1 : 0;
    throw error;
  }
}
