import type {
  ListObjectVersionsCommandInput,
  ListObjectVersionsCommandOutput,
} from "@aws-sdk/client-s3";
import { StorageUnavailable } from "./errors.ts";
import type { ListedVersion } from "./object_store.ts";

/** Asks for one page. */
export type AskVersions = (
  input: Pick<ListObjectVersionsCommandInput, "Prefix" | "KeyMarker" | "VersionIdMarker">,
) => Promise<ListObjectVersionsCommandOutput>;

/** The versions of all objects below a prefix, by key, the newest first, page by page. Markers of deletions are none. */
export async function* listVersionPages(
  prefix: string,
  ask: AskVersions,
): AsyncGenerator<ListedVersion, void> {
  let from: Omit<Parameters<AskVersions>[0], "Prefix"> = {};
  for (;;) {
    const page = await ask({ Prefix: prefix, ...from });
    // The 200 of a proxy would otherwise look like a bucket without versions.
    if (page.IsTruncated === undefined) {
      throw new StorageUnavailable(
        `Cannot list the versions of ${JSON.stringify(prefix)}: got no listing`,
      );
    }
    for (const { Key, VersionId, Size, LastModified, IsLatest } of page.Versions ?? []) {
      if (Key === undefined || VersionId === undefined || LastModified === undefined) continue;
      const version = { versionId: VersionId, sizeBytes: Size ?? 0, lastModified: LastModified };
      yield { key: Key, isNewest: IsLatest === true, ...version };
    }
    if (!page.IsTruncated) return;
    from = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}
