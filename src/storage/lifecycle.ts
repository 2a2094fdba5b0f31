import type { S3Client } from "@aws-sdk/client-s3";
import { within } from "../std/mod.ts";
import { CALL_POLICIES } from "./call_policies.ts";
import { StorageRefused } from "./errors.ts";
import type { B2Settings } from "./object_store.ts";
import { translate } from "./translate.ts";

/**
 * After how many days the bucket removes hidden versions for good; `never` if no rule says so for all keys; `unknown` if
 * the store does not tell: the key may not read the rules (at Backblaze `readBucketLifecycleRules`), or the store has none.
 */
export type HiddenVersions = { readonly afterDays: number } | "never" | "unknown";

/**
 * Reads the bucket's lifecycle rules. Backblaze gives its `daysFromHidingToDeleting` as `NoncurrentVersionExpiration`
 * (backblaze.com/apidocs/s3-get-lifecycle-configuration, read 2026-11).
 *
 * @throws {StorageUnavailable | StorageCapExceeded} when the store cannot say it now.
 */
export async function readHiddenVersions(settings: B2Settings): Promise<HiddenVersions> {
  const { createB2Client, GetBucketLifecycleConfigurationCommand } = await import("./b2_client.ts");
  const client: S3Client = createB2Client(settings);
  const command = new GetBucketLifecycleConfigurationCommand({ Bucket: settings.bucket });
  try {
    const { Rules = [] } = await within(
      CALL_POLICIES.view.totalMs,
      (abortSignal) => client.send(command, { abortSignal }),
    );
    const days = Rules
      .filter(({ Status, Filter, Prefix }) =>
        Status === "Enabled" && "products/".startsWith(Filter?.Prefix ?? Prefix ?? "")
      )
      .flatMap(({ NoncurrentVersionExpiration: rule }) => rule?.NoncurrentDays ?? []);
    return days.length === 0 ? "never" : { afterDays: Math.min(...days) };
  } catch (error) {
    const failure = translate("read the lifecycle rules", error);
    if (!(failure instanceof StorageRefused)) throw failure;
    const isNone = error instanceof Error && error.name === "NoSuchLifecycleConfiguration";
    return isNone ? "never" : "unknown";
  } finally {
    client.destroy();
  }
}
