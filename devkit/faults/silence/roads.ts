import type { PostgresProxy, Silenced } from "../../testing/postgres_proxy.ts";
import type { Proxied, Wired } from "../../testing/shop_world.ts";
import { until } from "../../testing/until.ts";
import { type FaultShop, openFaultShop } from "../shop.ts";
import { SHORT_B2 } from "./short_deadlines.ts";

/** A shop whose connections to PostgreSQL, B2 and Telegram can go silent. */
export type SilenceShop = FaultShop & Proxied & Wired;

/** Opens the shop. */
export async function openSilenceShop(): Promise<SilenceShop> {
  return await openFaultShop({ proxy: true, wires: true, b2: SHORT_B2 });
}

/** A server that can go silent. */
export interface Road {
  readonly name: string;
  readonly wire: (shop: SilenceShop) => PostgresProxy;
  /** The check of `/readyz` that fails, */
  readonly check: string;
  /** and those that may fail with it. */
  readonly others: readonly string[];
  /** In these silences, the answer to a view is what meets them. Without new connections no update comes from Telegram. */
  readonly delaysView: readonly Silenced[];
}

/** The servers. */
export const ROADS = {
  postgres: {
    name: "PostgreSQL",
    wire: ({ proxy }) => proxy,
    check: "postgresql",
    others: ["schema", "projection"],
    delaysView: ["open", "new", "all"],
  },
  b2: { name: "B2", wire: ({ wires }) => wires.b2, check: "b2", others: [], delaysView: [] },
  telegram: {
    name: "the Bot API",
    wire: ({ wires }) => wires.telegram,
    check: "work",
    others: [],
    delaysView: ["open"],
  },
} as const satisfies Readonly<Record<string, Road>>;

/** Which connections go silent, in words. */
export const SILENCES: Readonly<Record<Silenced, string>> = {
  open: "the open connections are silent",
  new: "the open connections are reset, and new ones are silent",
  all: "all connections are silent",
};

/**
 * Does work while a server is silent: until it has dropped something, and the work was hit. Then the server is heard
 * again. Work that needed no silent connection has noticed nothing: the shop may just have opened new ones.
 */
export async function whileSilent<T>(
  wire: PostgresProxy,
  which: Silenced,
  work: () => Promise<T>,
  isHit: () => boolean = () => true,
): Promise<{ readonly noticed: boolean; readonly result: T }> {
  const before = wire.dropped;
  wire.silence(which);
  if (which === "new") wire.cut();
  try {
    let isOver = false;
    const done = work().finally(() => isOver = true);
    done.catch(() => {});
    await until("something was dropped", () => wire.dropped > before && isHit() || isOver);
    const noticed = wire.dropped > before;
    wire.hear();
    return { noticed, result: await done };
  } finally {
    wire.hear();
  }
}
