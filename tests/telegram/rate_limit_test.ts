import assert from "node:assert/strict";
import fc from "fast-check";
import { LIMITS, limitsFor } from "../../src/telegram/limits.ts";
import {
  ALLOWANCE,
  type Allowance,
  createRateLimit,
  UNLIMITED,
} from "../../src/telegram/updates/rate_limit.ts";
import { createSpacing } from "../../src/telegram/cooldown.ts";

const USER = 7;

/** A limit with a clock to turn. */
function openLimit(allowance: Partial<Allowance> = {}, mostUsers = 100) {
  let nowMs = 1_000_000;
  const given = { burst: 10, perSecond: 2, waiting: 5, ...allowance };
  const limit = createRateLimit({ ...given, mostUsers, now: () => nowMs });
  return {
    wait: (ms: number) => void (nowMs += ms),
    judge: (update: { userId?: number; waiting?: number; albumId?: string } = {}) =>
      limit.judge({ userId: USER, waiting: 0, ...update }),
    times: (count: number, judge: () => string) => Array.from({ length: count }, judge),
  };
}

Deno.test("createRateLimit() lets a burst in, and says so once when it is over", () => {
  const limit = openLimit();
  assert.deepEqual(new Set(limit.times(10, () => limit.judge())), new Set(["allowed"]));
  assert.deepEqual(limit.times(3, () => limit.judge()), ["first_refused", "refused", "refused"]);
});

Deno.test("createRateLimit() lets in again when a fifth is back, and says so anew when that is spent", () => {
  const limit = openLimit();
  limit.times(11, () => limit.judge());
  limit.wait(999);
  assert.equal(limit.judge(), "refused");
  limit.wait(1);
  assert.deepEqual(limit.times(4, () => limit.judge()), [
    "allowed",
    "allowed",
    "first_refused",
    "refused",
  ]);
});

Deno.test("createRateLimit() saves up no more than a burst", () => {
  const limit = openLimit();
  limit.judge();
  limit.wait(3_600_000);
  const verdicts = limit.times(12, () => limit.judge());
  assert.equal(verdicts.filter((verdict) => verdict === "allowed").length, 10);
});

Deno.test("createRateLimit() counts each user alone", () => {
  const limit = openLimit();
  limit.times(20, () => limit.judge());
  assert.equal(limit.judge({ userId: 8 }), "allowed");
});

Deno.test("createRateLimit() refuses what would wait behind many others, and says so once", () => {
  const limit = openLimit();
  const verdicts = [0, 4, 5, 6, 4, 2, 5].map((waiting) => limit.judge({ waiting }));
  const refused = ["first_refused", "refused", "refused"];
  assert.deepEqual(verdicts, ["allowed", "allowed", ...refused, "allowed", "first_refused"]);
});

Deno.test("createRateLimit() counts the pictures of an album as one, in or out", () => {
  const limit = openLimit();
  const album = (albumId: string) => limit.times(10, () => limit.judge({ albumId }));
  for (let n = 0; n < 10; n++) assert.deepEqual(new Set(album(`a${n}`)), new Set(["allowed"]));
  assert.deepEqual(album("late"), ["first_refused", ...Array(9).fill("refused")]);
});

Deno.test("createRateLimit() remembers so many users, and forgets those who have been silent for longest", () => {
  const limit = openLimit({ burst: 2, perSecond: 0 }, 3);
  for (const userId of [1, 1, 1]) limit.judge({ userId });
  for (const userId of [2, 3, 1]) limit.judge({ userId });
  limit.judge({ userId: 4 });
  assert.equal(limit.judge({ userId: 1 }), "refused", "spoke lately: is remembered");
  assert.equal(limit.judge({ userId: 2 }), "allowed", "was forgotten");
});

Deno.test("createRateLimit() lets in no more than burst and refill, whatever the pace", () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 200 });
  fc.assert(fc.property(pauses, (all) => {
    const limit = openLimit();
    let allowed = 0;
    for (const pause of all) {
      limit.wait(pause);
      if (limit.judge() === "allowed") allowed++;
    }
    const seconds = all.reduce((sum, pause) => sum + pause, 0) / 1000;
    assert.ok(allowed <= 10 + seconds * 2, `${allowed} in ${seconds} s`);
  }));
});

Deno.test("the allowance leaves alone who leafs through a catalogue at three a second for half a minute", () => {
  const limit = openLimit({ ...ALLOWANCE });
  for (let press = 0; press < 90; press++) {
    limit.wait(1000 / 3);
    assert.equal(limit.judge(), "allowed", `press ${press}`);
  }
});

Deno.test.each<{ production: boolean; apiRoot: string; limited: boolean }>([
  { production: true, apiRoot: "https://api.telegram.org", limited: true },
  { production: false, apiRoot: "https://api.telegram.org", limited: true },
  { production: true, apiRoot: "http://127.0.0.1:8081", limited: true },
  { production: false, apiRoot: "http://127.0.0.1:8081", limited: false },
  { production: false, apiRoot: "http://localhost:8081", limited: false },
  { production: false, apiRoot: "http://[::1]:8081", limited: false },
  { production: false, apiRoot: "https://localhost.example.com", limited: true },
  { production: false, apiRoot: "https://127.0.0.1.example.com", limited: true },
])(
  "limitsFor() at $apiRoot, production $production: limited $limited",
  ({ production, apiRoot, limited }) => {
    const { burst, contactEveryMs } = limitsFor(production, apiRoot);
    assert.equal(burst, limited ? ALLOWANCE.burst : UNLIMITED.burst);
    assert.equal(contactEveryMs, LIMITS.contactEveryMs);
  },
);

Deno.test("createSpacing() says for how long it is too soon, for each key, and forgets the oldest", () => {
  let nowMs = 0;
  const spacing = createSpacing({ everyMs: 100, now: () => nowMs, most: 2 });
  assert.equal(spacing.isTooSoon("a"), false);
  spacing.done("a");
  nowMs = 99;
  assert.deepEqual([spacing.isTooSoon("a"), spacing.isTooSoon("b")], [true, false]);
  nowMs = 100;
  assert.equal(spacing.isTooSoon("a"), false);
  for (const key of ["a", "b", "c"]) spacing.done(key);
  assert.deepEqual(["a", "b", "c"].map(spacing.isTooSoon), [false, true, true]);
});
