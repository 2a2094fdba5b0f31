/**
 * Imported before the shop. It shortens the limits of src/deadlines.ts for this process, so that the cells of silence are
 * quick.
 * @module
 */
import { type Deadline, DEADLINES } from "../../../src/deadlines.ts";

const SHORT: Readonly<Partial<Record<keyof typeof DEADLINES, number>>> = {
  connect: 3_000,
  silence: 1_000,
  question: 2_000,
  telegram: 2_000,
  // Shorter than Telegram's wait for updates: a poll of an idle shop is given up too, and asked again.
  updates: 3_000,
  original: 1_000,
  readiness: 1_000,
  oldestUpdate: 1_000,
};

for (const [name, ms] of Object.entries(SHORT)) {
  const deadline: { -readonly [K in keyof Deadline]: Deadline[K] } =
    DEADLINES[name as keyof typeof DEADLINES];
  deadline.ms = ms;
}

/** The limits of calls to B2. */
export const SHORT_B2 = {
  policies: {
    view: { attemptMs: 1_000, totalMs: 2_000 },
    job: { attemptMs: 2_000, totalMs: 4_000 },
  },
} as const;
