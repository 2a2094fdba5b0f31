import type { S3Client } from "@aws-sdk/client-s3";
import type { B2Settings } from "./object_store.ts";

/** What the store needs of the SDK. */
export type Sdk = typeof import("./b2_client.ts");

/** An S3 client that is made at its first use: no other package takes as long to load, and many commands never need it. */
export class LazyClient {
  readonly #settings: B2Settings;
  #opening: Promise<{ readonly sdk: Sdk; readonly client: S3Client }> | undefined;

  constructor(settings: B2Settings) {
    this.#settings = settings;
  }

  /** Calls B2. */
  async use<T>(call: (client: S3Client, sdk: Sdk) => Promise<T>): Promise<T> {
    const { client, sdk } = await (this.#opening ??= this.#open());
    return await call(client, sdk);
  }

  /** Closes its connections. */
  async destroy(): Promise<void> {
    const opened = await this.#opening;
    opened?.client.destroy();
  }

  async #open() {
    const sdk = await import("./b2_client.ts");
    return { sdk, client: sdk.createB2Client(this.#settings) };
  }
}
