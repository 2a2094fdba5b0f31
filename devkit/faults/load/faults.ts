import { CAP_EXCEEDED, type Fault as B2Fault } from "../../s3/front.ts";
import { until, within } from "../../testing/until.ts";
import { logged } from "../../world/shop_process.ts";
import { FAULTS, type Statement } from "../postgres_faults.ts";
import { restartServer } from "../server.ts";
import { isLogged } from "../steps.ts";
import { BREAKS } from "../telegram/breaks.ts";
import { exchangeFiles, removeFiles, truncateFiles } from "./cache_files.ts";
import type { Load } from "./load.ts";
import type { StrikeLoad } from "./round.ts";

/** A fault that happens while all customers use the shop. */
export interface LoadFault {
  readonly fault: string;
  readonly expected: string;
  /** Makes it fail, several times where that is possible. */
  readonly strike: StrikeLoad;
}

/** How many requests to B2 or calls of Telegram fail before the fault ends. */
const REQUESTS = 3;
const CALLS = 10;

const ONCE = "updates and jobs wait; each is done once and answered";
const DIALOGUE: Statement = { text: 'insert into "dialogues"', table: "dialogues" };
const WRITES: readonly Statement[] = [
  { text: 'insert into "handled_updates"', table: "handled_updates" },
  { text: "append_image_events", table: "image_events" },
  { text: 'insert into "products"', table: "products" },
  DIALOGUE,
];
/**
 * A fault of the part `postgres`, at one statement after another. It hits the customer who sends the statement first.
 */
function postgres(name: string, statements: readonly Statement[]): LoadFault {
  const fault = FAULTS.find((each) => each.name.startsWith(name));
  if (fault === undefined) throw new RangeError(`No fault of PostgreSQL is called ${name}`);
  return {
    fault: `PostgreSQL: ${fault.name}`,
    expected: ONCE,
    strike: async ({ shop }) => {
      for (const statement of statements) {
        const armed = await fault.arm(shop, statement);
        await armed.over();
      }
      return statements.length;
    },
  };
}

/**
 * Loses the answers to commits of a dialogue. The update comes again, and must not count as the answer to the next
 * question.
 */
const LOST_COMMITS: LoadFault = {
  fault: "PostgreSQL: a commit is done and its answer lost",
  expected: ONCE,
  strike: async ({ shop: { proxy } }) => {
    for (let n = 0; n < CALLS; n++) {
      const lost = Promise.withResolvers<void>();
      const before = () => {
        proxy.strike({ statement: "commit", effect: "lose_answer" }).then(lost.resolve);
        return Promise.resolve();
      };
      await within(proxy.strike({ statement: DIALOGUE.text, effect: { before } }), "a dialogue");
      await within(lost.promise, "its commit");
    }
    return CALLS;
  },
};

const RESTART: LoadFault = {
  fault: "PostgreSQL: the server is restarted",
  expected: ONCE,
  strike: async ({ shop, postgresDir }) => {
    const from = shop.log.length;
    const restarted = Promise.withResolvers<void>();
    const before = () =>
      restartServer(postgresDir, "fast").then(restarted.resolve, restarted.reject);
    await shop.proxy.strike({ statement: WRITES[0]!.text, effect: { before } });
    await within(restarted.promise, "the restart");
    await until("an update that waits", () => isLogged(shop, logged("update_waits"), from));
    return 1;
  },
};

/** Puts and reads fail at the same time. The caches are kept empty, so that the shop must read from B2. */
function b2(
  name: string,
  expected: string,
  effect: B2Fault["effect"],
  end: (load: Load) => Promise<void> = heal,
): LoadFault {
  return {
    fault: `B2: ${name}`,
    expected,
    strike: async (load) => {
      const { shop: { b2 }, cacheDirs } = load;
      const before = b2.strikes;
      for (const method of ["PUT", "GET"]) b2.fail({ method, effect, times: REQUESTS });
      try {
        await until(`requests that failed: ${name}`, async () => {
          await Promise.all(cacheDirs.map(removeFiles));
          return b2.strikes >= before + 2 * REQUESTS;
        });
      } finally {
        await end(load);
      }
      return b2.strikes - before;
    },
  };
}

function heal({ shop: { b2 } }: Load): Promise<void> {
  b2.heal();
  return Promise.resolve();
}

/** Cuts the silent connections: the shop itself would wait 30 s for a put. */
async function cutOff({ shop: { b2 } }: Load): Promise<void> {
  b2.heal();
  await b2.down();
  await b2.up();
}

const LATER = "another source or a placeholder in the meantime; each picture is stored once";

const TELEGRAM = [
  "429, a second",
  "500",
  "502 in HTML",
  "socket dropped before Telegram acts",
  "socket dropped after Telegram has acted",
];

/** Ten calls of any method fail, and ten more of `sendMessage`. */
const telegram: readonly LoadFault[] = BREAKS.filter(({ fault }) => TELEGRAM.includes(fault))
  .map(({ fault, inject, acted }) => ({
    fault: `Telegram: ${fault}`,
    expected: acted ? "answered once or twice, and done once" : "answered, and done once",
    strike: async ({ shop: { telegram: { control } } }) => {
      const times = { times: CALLS };
      const any = await control.injectFault({ ...inject, ...times });
      const says = await control.injectFault({ ...inject, ...times, method: "sendMessage" });
      const hits = async () => await control.faultHits(any) + await control.faultHits(says);
      try {
        await until(`calls that failed: ${fault}`, async () => await hits() >= 2 * CALLS);
      } finally {
        await control.clearFaults();
      }
      return await hits();
    },
  }));

/** How many updates are doubled. Some of them change a product, and the second process must find it changed. */
const DELIVERIES = 60;

const TWICE: LoadFault = {
  fault: "Telegram: updates are delivered to both processes at once",
  expected: "answered once or twice, and done once",
  strike: async ({ replicas: { balancer } }) => {
    const before = balancer.doubled;
    balancer.double(DELIVERIES);
    await until("all updates doubled", () => balancer.doubled >= before + DELIVERIES);
    return balancer.doubled - before;
  },
};

/** Damages the files of all caches, twice. Returns how many it damaged. */
function disk(name: string, harm: (dir: string) => Promise<number>): LoadFault {
  return {
    fault: `disk: ${name}`,
    expected: "each picture is shown correctly, from B2",
    strike: async ({ cacheDirs, replicas: { balancer } }) => {
      const harmAll = async () =>
        (await Promise.all(cacheDirs.map(harm))).reduce((sum, each) => sum + each);
      const before = balancer.deliveries;
      const first = await harmAll();
      await until("customers use the shop", () => balancer.deliveries >= before + REQUESTS);
      return first + await harmAll();
    },
  };
}

/** Every fault under load. */
export const LOAD_FAULTS: readonly LoadFault[] = [
  postgres("the connection is cut before the statement", WRITES),
  LOST_COMMITS,
  postgres("silence for a while, then all connections are reset", WRITES),
  postgres("a statement times out at a lock", WRITES.slice(0, 1)),
  RESTART,
  b2("500", LATER, { status: 500, code: "InternalError" }),
  b2(
    "503 with Retry-After: 1",
    LATER,
    { status: 503, code: "ServiceUnavailable", retryAfter: "1" },
  ),
  b2("403 cap exceeded", LATER, CAP_EXCEEDED),
  b2("a reset in mid-body", LATER, "reset_in_body"),
  b2("an altered body", LATER, "alter"),
  b2("silence, then the connection is cut", LATER, "silence", cutOff),
  ...telegram,
  TWICE,
  disk("each file of the cache holds another picture", exchangeFiles),
  disk("files of the cache truncated", truncateFiles),
];
