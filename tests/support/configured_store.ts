import { type ObjectStore, openObjectStore } from "../../src/storage/mod.ts";

/** Opens the bucket that the settings of a shop name, as an operator reaches it. */
export function openConfiguredStore(
  environment: Readonly<Record<string, string>>,
): ObjectStore & AsyncDisposable {
  return openObjectStore({
    endpoint: environment.B2_ENDPOINT!,
    region: environment.B2_REGION!,
    bucket: environment.B2_BUCKET!,
    keyId: environment.B2_KEY_ID!,
    applicationKey: environment.B2_APPLICATION_KEY!,
  });
}
