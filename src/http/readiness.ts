import { VitrineError } from "../errors.ts";
import { logger } from "../log.ts";
import { withinOr } from "../std/mod.ts";

/**
 * One thing that must hold before the process is ready. It resolves when it holds, resolves to a refusal when it does
 * not, and rejects when it could not be found out.
 */
export type ReadinessCheck = () => Promise<void | { readonly refused: string }>;

/** What `/readyz` answers. */
export interface ReadinessReport {
  /** Whether every check holds. */
  readonly ready: boolean;
  /** `ok`, or a stable reason such as `timed_out`; never the text of an error, which may hold a secret. */
  readonly checks: Readonly<Record<string, string>>;
}

/** How often and how long {@link createReadiness} asks. */
export interface ReadinessOptions {
  /** How long one check may take; 3 s if absent. */
  readonly timeLimitMs?: number;
  /** How long a report serves those who ask after it; 1 s if absent. */
  readonly freshForMs?: number;
  /** A clock that never goes back, in milliseconds. */
  readonly now?: () => number;
}

/**
 * Creates the question whether the process is ready. All checks run side by side. However many ask, each check runs once
 * at a time, and once in the time a report stays fresh: probes do not become load on what they probe.
 */
export function createReadiness(
  checks: Readonly<Record<string, ReadinessCheck>>,
  options: ReadinessOptions = {},
): () => Promise<ReadinessReport> {
  const { timeLimitMs = 3000, freshForMs = 1000, now = () => performance.now() } = options;
  const probes = Object.entries(checks).map(([name, check]) => createProbe(name, check));
  let latest: Promise<ReadinessReport> | undefined;
  let freshUntil = -Infinity;

  async function ask(): Promise<ReadinessReport> {
    const reasons = await Promise.all(probes.map((probe) => probe(timeLimitMs)));
    freshUntil = now() + freshForMs;
    return {
      ready: reasons.every(([, reason]) => reason === "ok"),
      checks: Object.fromEntries(reasons),
    };
  }

  return () => {
    if (latest === undefined || now() >= freshUntil) {
      freshUntil = Infinity;
      latest = ask();
    }
    return latest;
  };
}

/** A check under its name; a change of its outcome is logged. */
function createProbe(name: string, check: ReadinessCheck) {
  let running: Promise<string> | undefined;
  let last = "ok";

  function run(): Promise<string> {
    // A check that hangs is not started again beside itself.
    return running ??= reasonOf(name, check).finally(() => running = undefined);
  }

  return async (timeLimitMs: number): Promise<[name: string, reason: string]> => {
    const reason = await withinOr(timeLimitMs, run(), "timed_out");
    const log = logger("http");
    if (reason !== last && reason === "ok") log.info("Ready again: {name}", { name });
    else if (reason !== last) log.warn("Not ready: {name}: {reason}", { name, reason });
    last = reason;
    return [name, reason];
  };
}

async function reasonOf(name: string, check: ReadinessCheck): Promise<string> {
  try {
    return (await check())?.refused ?? "ok";
  } catch (error) {
    logger("http").debug("Check {name}: {error}", { name, error });
    return error instanceof VitrineError ? error.code : "failed";
  }
}

/** A check that held is not made again for a while: one that costs something, such as a request that is billed. */
export function freshFor(ms: number, check: () => Promise<void>): ReadinessCheck {
  let heldUntil = 0;
  return async () => {
    if (performance.now() < heldUntil) return;
    await check();
    heldUntil = performance.now() + ms;
  };
}
