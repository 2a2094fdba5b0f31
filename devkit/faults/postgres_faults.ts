import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";
import { untilWaitingForLock } from "../testing/locks.ts";
import { until, within } from "../testing/until.ts";
import { holdLock, type ProxiedShop, setForDatabase, terminateShop } from "./proxied_shop.ts";
import { failedBy, isLogged } from "./steps.ts";

/** The statement at which a fault happens. */
export interface Statement {
  /** A part of its SQL. */
  readonly text: string;
  /** The table that it writes. */
  readonly table: string;
}

/** A prepared fault. */
export interface Armed {
  /** Waits until the fault has happened, and ends it. */
  over(): Promise<void>;
}

/** A way in which PostgreSQL can fail. */
export interface PostgresFault {
  readonly name: string;
  /** The fault can hit any statement. Otherwise it hits only writes of the table. */
  readonly anything: boolean;
  /** The fault is tried at every moment. Otherwise only at the core ones. */
  readonly everywhere?: boolean;
  /** Prepares the fault to hit that statement. */
  arm(shop: ProxiedShop, statement: Statement): Promise<Armed>;
}

const AWHILE_MS = 400;
const awhile = () => new Promise((resolve) => setTimeout(resolve, AWHILE_MS));

/** A fault that the proxy causes at a statement. */
function atStatement(
  name: string,
  effect: (shop: ProxiedShop) => Parameters<ProxiedShop["proxy"]["strike"]>[0]["effect"],
  end: (shop: ProxiedShop) => Promise<void> = async () => {},
): PostgresFault {
  return {
    name,
    anything: true,
    arm: (shop, { text }) => {
      const struck = shop.proxy.strike({ statement: text, effect: effect(shop) });
      return Promise.resolve({
        over: async () => {
          await within(struck, `${name} at ${text}`);
          await end(shop);
        },
      });
    },
  };
}

/** The server raises this error at the next write of that table. */
function raised(name: string, sqlState: string): PostgresFault {
  return {
    name: `${name} (${sqlState})`,
    anything: false,
    arm: async ({ admin }, { table }) => {
      await sql.raw(`
        create schema faults;
        create sequence faults.struck;
        create function faults.strike() returns trigger language plpgsql as $$
          begin
            if nextval('faults.struck') = 1 then
              raise exception 'an injected fault' using errcode = '${sqlState}';
            end if;
            return null;
          end $$;
        create trigger faults_strike before insert or update or delete on ${table}
          for each statement execute function faults.strike();`).execute(admin);
      return {
        over: async () => {
          try {
            await until(`${name} at ${table}`, () => hasStruck(admin));
          } finally {
            await sql`drop schema faults cascade`.execute(admin);
          }
        },
      };
    },
  };
}

async function hasStruck(admin: Database): Promise<boolean> {
  const { rows } = await sql<{ called: boolean }>`
    select is_called as called from faults.struck`.execute(admin);
  return rows[0]!.called;
}

/** New sessions can only read. A full disk has the same effect, and so has a server that is no longer the primary. */
const READ_ONLY: PostgresFault = {
  name: "the database is read-only (25006)",
  anything: false,
  arm: async (shop) => {
    const from = shop.log.length;
    await setForDatabase(shop.admin, "default_transaction_read_only", "on");
    shop.proxy.cut();
    return {
      over: async () => {
        try {
          await until("a refused write", () => isLogged(shop, failedBy("25006"), from));
        } finally {
          await setForDatabase(shop.admin, "default_transaction_read_only", null);
          shop.proxy.cut();
        }
      },
    };
  },
};

/**
 * Another session locks the table until a statement of the shop has timed out. The limit is 2 s, which only a waiting
 * statement can reach.
 */
const TIMED_OUT: PostgresFault = {
  name: "a statement times out at a lock (57014)",
  anything: false,
  arm: async (shop, { table }) => {
    const from = shop.log.length;
    await setForDatabase(shop.admin, "statement_timeout", "2s");
    shop.proxy.cut();
    const lock = await holdLock(shop, `lock table ${table} in exclusive mode`);
    return {
      over: async () => {
        try {
          await until("a time-out", () => isLogged(shop, failedBy("57014"), from));
        } finally {
          await lock.release();
          await setForDatabase(shop.admin, "statement_timeout", null);
          shop.proxy.cut();
        }
      },
    };
  },
};

/** Another session locks the table for a while. */
const LOCKED: PostgresFault = {
  name: "the table is locked by another session for a while",
  anything: false,
  arm: async (shop, { table }) => {
    const lock = await holdLock(shop, `lock table ${table} in exclusive mode`);
    return {
      over: async () => {
        try {
          await untilWaitingForLock(shop.admin);
          await awhile();
        } finally {
          await lock.release();
        }
      },
    };
  },
};

/** Every known way to fail at a statement. */
export const FAULTS: readonly PostgresFault[] = [
  { ...atStatement("the connection is cut before the statement", () => "cut"), everywhere: true },
  {
    ...atStatement("the statement is done, and its answer is lost", () => "lose_answer"),
    everywhere: true,
  },
  atStatement("the connection is cut in mid-answer", () => "halve_answer"),
  atStatement("silence for a while, then the statement continues", () => ({ before: awhile })),
  atStatement("silence for a while, then all connections are reset", (shop) => ({
    before: async () => {
      await awhile();
      shop.proxy.cut();
    },
  })),
  atStatement("the administrator ends all sessions (57P01)", (shop) => ({
    before: () => terminateShop(shop),
  })),
  atStatement(
    "the server is away for a while",
    (shop) => ({ before: () => shop.proxy.down() }),
    async (shop) => {
      await awhile();
      await shop.proxy.up();
    },
  ),
  LOCKED,
  TIMED_OUT,
  READ_ONLY,
  raised("the disk is full", "53100"),
  raised("a deadlock", "40P01"),
  raised("a serialization failure", "40001"),
];
