import { openShopProcess, type ShopProcess } from "../world/shop_process.ts";
import { openWorld, type World } from "../world/world.ts";
import { createPerson, type Person } from "@vitrine/local-telegram";
import { TEST_POSTGRES } from "./database.ts";

/** A world with a shop in a process of its own, and people. */
export interface ProcessShop extends AsyncDisposable {
  /** What lies outside of the shop. */
  readonly world: World;
  /** The process; another after a restart. */
  readonly process: ShopProcess;
  /** A seller. */
  readonly seller: Person;
  /** A buyer. */
  readonly buyer: Person;
  /** SIGKILL, and a new process. */
  killAndRestart(): Promise<void>;
}

/** Opens a world and starts main.ts in it. */
export async function openProcessShop(
  environment: Record<string, string> = {},
): Promise<ProcessShop> {
  await using stack = new AsyncDisposableStack();
  const world = stack.use(await openWorld(TEST_POSTGRES));
  const options = { environment: { ...world.environment, ...environment } };
  let process = await openShopProcess(options);
  stack.defer(() => process[Symbol.asyncDispose]());
  const { control } = world.telegram;
  const person = (id: number, firstName: string) =>
    createPerson(control, { id, firstName, languageCode: "en" }, { inTurn: true });
  const [seller, buyer] = [await person(101, "Sam"), await person(202, "Bea")];
  const parts = stack.move();
  return {
    world,
    seller,
    buyer,
    get process() {
      return process;
    },
    killAndRestart: async () => {
      await process.kill();
      process = await openShopProcess(options);
      // What was said before the kill and not confirmed is said again.
      await control.waitForIdle();
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
