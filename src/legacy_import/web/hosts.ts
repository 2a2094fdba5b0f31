import { createSemaphore, type Semaphore } from "../../std/mod.ts";
import { HostRefused } from "./errors.ts";

/** Work at other hosts. */
export interface Hosts {
  /**
   * Runs the work when the host has a free place.
   *
   * @throws {HostRefused} `host_given_up` when the host failed too often in a row.
   */
  run<T>(host: string, work: () => Promise<T>): Promise<T>;
}

/** A browser opens six connections to a host. A migration is in no hurry. */
const AT_ONCE = 2;
/** A dead host of a thousand rows would take hours: each row waits for the end of its time. */
const FAILURES_IN_A_ROW = 5;

interface Host {
  readonly slots: Semaphore;
  failures: number;
}

/** Creates the places of one run. */
export function createHosts(): Hosts {
  const hosts = new Map<string, Host>();
  return {
    run: (name, work) => {
      const host = hosts.get(name) ?? { slots: createSemaphore(AT_ONCE), failures: 0 };
      hosts.set(name, host);
      return host.slots(() => counted(host, work));
    },
  };
}

async function counted<T>(host: Host, work: () => Promise<T>): Promise<T> {
  if (host.failures >= FAILURES_IN_A_ROW) throw new HostRefused("host_given_up");
  try {
    const result = await work();
    host.failures = 0;
    return result;
  } catch (error) {
    const isAway = error instanceof HostRefused && error.code === "host_unavailable";
    host.failures = isAway ? host.failures + 1 : 0;
    throw error;
  }
}
