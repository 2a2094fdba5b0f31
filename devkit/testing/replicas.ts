import { openShopProcess, type ShopProcess } from "../world/shop_process.ts";
import { openWorld, type World } from "../world/world.ts";
import { type Balancer, openBalancer } from "./balancer.ts";
import { TEST_POSTGRES } from "./database.ts";

/** The parts outside of a shop. */
export type Surroundings = Omit<World, "description">;

/** Several processes of one shop, called by webhook through a load balancer. */
export interface Replicas extends AsyncDisposable {
  /** The parts outside of the shop. */
  readonly world: Surroundings;
  /** Gives the updates to the processes. */
  readonly balancer: Balancer;
  /** Every process that was started, including the dead ones. */
  readonly lives: readonly ShopProcess[];
  /** Starts a process in a place, with some settings instead of the world's. Returns when it gets updates. */
  start(place: number, settings?: Readonly<Record<string, string>>): Promise<ShopProcess>;
  /**
   * Kills the process with SIGKILL. As at a host, the balancer does not know. Its deliveries fail until a new process
   * is in the place.
   */
  kill(place: number): Promise<ShopProcess>;
  /** The latest process in a place. */
  at(place: number): ShopProcess;
  /** The place of the process at an address. */
  placeOf(url: string): number;
  /** Stops the process with SIGTERM. The balancer notices it by a 503 or a failed connection. Returns the exit code. */
  stop(place: number): Promise<number>;
}

/**
 * Starts a process in each place, each with its own disk cache. Opens a world for them, or uses a given one and does
 * not close it.
 */
export async function openReplicas(places: number, given?: Surroundings): Promise<Replicas> {
  await using stack = new AsyncDisposableStack();
  const world = given ?? stack.use(await openWorld(TEST_POSTGRES));
  const balancer = stack.use(openBalancer());
  const lives: ShopProcess[] = [];
  const living = new Map<number, ShopProcess>();
  stack.defer(async () => {
    await Promise.all(lives.map((life) => life[Symbol.asyncDispose]()));
  });

  async function start(place: number, settings: Record<string, string> = {}): Promise<ShopProcess> {
    const environment = { ...environmentOf(world, balancer, place), ...settings };
    const process = await openShopProcess({ environment });
    lives.push(process);
    const before = living.get(place);
    if (before !== undefined) balancer.remove(before.url);
    living.set(place, process);
    balancer.add(process.url);
    return process;
  }

  function at(place: number): ShopProcess {
    const process = living.get(place);
    if (process === undefined) throw new RangeError(`No process was started in place ${place}`);
    return process;
  }

  await start(0);
  await Promise.all(Array.from({ length: places - 1 }, (_, n) => start(n + 1)));
  const parts = stack.move();
  return {
    world,
    balancer,
    lives,
    start,
    at,
    kill: async (place) => {
      await at(place).kill();
      return at(place);
    },
    placeOf: (url) => {
      const [place] = [...living].find(([, process]) => process.url === url) ?? [];
      if (place === undefined) throw new RangeError(`No process was started at ${url}`);
      return place;
    },
    stop: (place) => at(place).stop(),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

function environmentOf(
  world: Surroundings,
  balancer: Balancer,
  place: number,
): Record<string, string> {
  return {
    ...world.environment,
    IMAGE_ENGINE: "sharp",
    IMAGE_CACHE_DIR: `${world.cacheDir}/${place}`,
    TELEGRAM_WEBHOOK_URL: `${balancer.url}/telegram/webhook`,
    TELEGRAM_WEBHOOK_SECRET: "a-secret-of-the-replicas",
  };
}
