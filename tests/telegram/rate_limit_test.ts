import assert from "node:assert/strict";
import fc from "fast-check";
import { LIMITS, limitsFor } from "../../src/telegram/limits.ts";
import {
  ALLOWANCE,
  type Allowance,
  createRateLimit,
  UNLIMITED,
} from "../../src/telegram/updates/rate_limit.ts";

const USER = 7;

/** A limit with a clock that the test moves. */
function openLimit(allowance: Partial<Allowance> = {}) {
  let nowMs = 1_000_000;
  const given = { burst: 10, perSecond: 2, waiting: 5, ...allowance };
  const limit = createRateLimit({ ...given, now: () => nowMs });
  return {
    wait: (ms: number) => void (nowMs += ms),
    judge: (update: { userId?: number; waiting?: number; albumId?: string } = {}) =>
      limit.judge({ userId: USER, waiting: 0, ...update }),
    times: (count: number, judge: () => string) => Array.from({ length: count }, judge),
  };
}

Deno.test("createRateLimit() allows a burst, and then refuses with one notice", () => {
  const limit = openLimit();
  assert.deepEqual(new Set(limit.times(10, () => limit.judge())), new Set(["allowed"]));
  assert.deepEqual(limit.times(3, () => limit.judge()), ["first_refused", "refused", "refused"]);
});

Deno.test("createRateLimit() allows again when a fifth of the burst is back, and then gives a new notice", () => {
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

Deno.test("createRateLimit() never allows more than a burst at once", () => {
  const limit = openLimit();
  limit.judge();
  limit.wait(3_600_000);
  const verdicts = limit.times(12, () => limit.judge());
  assert.equal(verdicts.filter((verdict) => verdict === "allowed").length, 10);
});

Deno.test("createRateLimit() counts each user separately", () => {
  const limit = openLimit();
  limit.times(20, () => limit.judge());
  assert.equal(limit.judge({ userId: 8 }), "allowed");
});

Deno.test("createRateLimit() refuses an update after many waiting ones, with one notice", () => {
  const limit = openLimit();
  const verdicts = [0, 4, 5, 6, 4, 2, 5].map((waiting) => limit.judge({ waiting }));
  const refused = ["first_refused", "refused", "refused"];
  assert.deepEqual(verdicts, ["allowed", "allowed", ...refused, "allowed", "first_refused"]);
});

Deno.test("createRateLimit() counts the pictures of an album as one update", () => {
  const limit = openLimit();
  const album = (albumId: string) => limit.times(10, () => limit.judge({ albumId }));
  for (let n = 0; n < 10; n++) assert.deepEqual(new Set(album(`a${n}`)), new Set(["allowed"]));
  assert.deepEqual(album("late"), ["first_refused", ...Array(9).fill("refused")]);
});

Deno.test("createRateLimit() remembers 10,000 users, and forgets the one who was inactive for longest", () => {
  const limit = openLimit({ burst: 1, perSecond: 0 });
  const lastId = 10_000;
  for (let userId = 1; userId <= lastId; userId++) limit.judge({ userId });
  assert.equal(limit.judge({ userId: 1 }), "first_refused", "is remembered, and was active now");
  limit.judge({ userId: lastId + 1 });
  assert.equal(limit.judge({ userId: 1 }), "refused", "is still remembered");
  assert.equal(limit.judge({ userId: 2 }), "allowed", "was forgotten");
});

Deno.test("createRateLimit() never allows more than the burst and the refill", () => {
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

Deno.test("the allowance is enough for three page turns a second during half a minute", () => {
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
