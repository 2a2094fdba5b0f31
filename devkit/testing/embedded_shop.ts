import { logged, openShopProcess, type ShopProcess } from "../world/shop_process.ts";
import { createControlClient, createPerson, type Person } from "@vitrine/local-telegram";

const TEST_DATA = new URL("../../data/test/", import.meta.url).pathname;

/** A folder for embedded parts, and the settings of a shop that uses nothing else. */
export interface EmbeddedFolder extends AsyncDisposable {
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Creates a folder. It is removed at the end, with all that the parts have kept in it. */
export function createEmbeddedFolder(): EmbeddedFolder {
  const dataDir = `${TEST_DATA}embedded-${crypto.randomUUID()}`;
  return {
    dataDir,
    environment: { VITRINE_DATA_DIR: dataDir, PORT: "0" },
    async [Symbol.asyncDispose]() {
      const cluster = await Deno.realPath(`${dataDir}/postgres/cluster`).catch(() => undefined);
      if (cluster !== undefined) await Deno.remove(cluster, { recursive: true });
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}

/** Starts main.ts on the folder. */
export async function openEmbeddedShop({ environment }: EmbeddedFolder): Promise<ShopProcess> {
  return await openShopProcess({ environment });
}

/** A person who chats with a shop on its embedded Telegram. */
export async function personOf(shop: ShopProcess, id: number): Promise<Person> {
  const { origin } = new URL(String(shop.log.find(logged("chat_page_open"))?.url));
  return await createPerson(createControlClient(origin), {
    id,
    firstName: "Kim",
    languageCode: "en",
  });
}
