import { DEADLINES } from "../deadlines.ts";
import { VitrineError } from "../errors.ts";
import { logger } from "../log.ts";
import { withinOr } from "../std/mod.ts";

/**
 * A condition of readiness. It resolves with nothing when it is met, resolves with a refusal when it is not, and rejects
 * when it cannot be checked.
 */
export type ReadinessCheck = () => Promise<void | { readonly refused: string }>;

/** The answer of `/readyz`. */
export interface ReadinessReport {
  /** Whether all checks passed. */
  readonly ready: boolean;
  /** `ok`, or a stable reason such as `timed_out`. Never the text of an error: it may contain a secret. */
  readonly checks: Readonly<Record<string, string>>;
}

/** Options of {@link createReadiness}. */
export interface ReadinessOptions {
  /** The time limit of one check. 3 s if absent. */
  readonly timeLimitMs?: number;
  /** How long a report is reused that says ready. 1 s if absent. */
  readonly freshForMs?: number;
  /** How long a report is reused that says not ready. 50 ms if absent. */
  readonly unreadyForMs?: number;
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number;
}

const FRESH_MS = 1000;
/** A start ends, and a part comes back, at any moment: the host must hear of it at once. Many probes still ask only once. */
const UNREADY_MS = 50;

/**
 * Creates a function that checks whether the process is ready. All checks run in parallel. A check runs only once at a
 * time, and once while a report is fresh. So many probes do not put load on the parts.
 */
export function createReadiness(
  checks: Readonly<Record<string, ReadinessCheck>>,
  options: ReadinessOptions = {},
): () => Promise<ReadinessReport> {
  const { timeLimitMs = DEADLINES.readiness.ms, now = () => performance.now() } = options;
  const { freshForMs = FRESH_MS, unreadyForMs = UNREADY_MS } = options;
  const probes = Object.entries(checks).map(([name, check]) => createProbe(name, check));
  let latest: Promise<ReadinessReport> | undefined;
  let freshUntil = -Infinity;

  async function ask(): Promise<ReadinessReport> {
    const reasons = await Promise.all(probes.map((probe) => probe(timeLimitMs)));
    const ready = reasons.every(([, reason]) => reason === "ok");
    freshUntil = now() + (ready ? freshForMs : unreadyForMs);
    return { ready, checks: Object.fromEntries(reasons) };
  }

  return () => {
    if (latest === undefined || now() >= freshUntil) {
      freshUntil = Infinity;
      latest = ask();
    }
    return latest;
  };
}

/** A check with its name. A change of its result is logged. */
function createProbe(name: string, check: ReadinessCheck) {
  let running: Promise<string> | undefined;
  let last = "ok";

  function run(): Promise<string> {
    // A check that hangs is not started a second time.
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

/** Skips a check for a while after it passed. Use it for a check that costs something, such as a billed request. */
export function freshFor(ms: number, check: () => Promise<void>): ReadinessCheck {
  let heldUntil = 0;
  return async () => {
    if (performance.now() < heldUntil) return;
    await check();
    heldUntil = performance.now() + ms;
  };
}
