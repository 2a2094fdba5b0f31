/**
 * The wiring of `migrate-images`: it opens what an import needs. The shop itself never loads it.
 * @module
 */
import { DEADLINES } from "./deadlines.ts";
import { memoryLimitBytes, openImageRenderer, workersThatFit } from "./imaging/mod.ts";
import {
  createElsewhere,
  createFetchPicture,
  createPutProbe,
  IMPORT_ACTOR,
  type ImportParts,
  LegacyFiles,
  type Mapping,
} from "./legacy_import/mod.ts";
import type { PictureSettings } from "./parts.ts";
import { createSemaphore } from "./std/mod.ts";
import { createLegacyFiles } from "./telegram/mod.ts";

/** What a run of `migrate-images` gives to {@link openImportParts}. */
export interface ImportRun extends Pick<ImportParts, "db" | "store" | "bucketUrls"> {
  /** The paths of the rows start there. */
  readonly root: string;
  /** Those that the operator gave. */
  readonly mappings?: readonly Mapping[];
  /** Pictures that are rendered at the same time. */
  readonly workers: number;
  /** Whether other hosts are asked for pictures. */
  readonly fetch?: boolean;
}

/** Opens what `migrate-images` needs. It needs Telegram only for pictures that Telegram keeps. */
export function openImportParts(
  stack: AsyncDisposableStack,
  { config, b2, telegram }: Omit<PictureSettings, "telegram"> & Partial<PictureSettings>,
  { workers: wanted, fetch = false, root, mappings = [], ...given }: ImportRun,
): ImportParts {
  const memoryBytes = memoryLimitBytes();
  const workers = workersThatFit(wanted, memoryBytes);
  const engine = config.imageEngine;
  const rendering = { engine, deadlineMs: DEADLINES.render.ms, workers, memoryBytes };
  return {
    ...given,
    files: new LegacyFiles({ root, given: mappings }),
    bucket: b2.bucket,
    keepsOriginals: config.keepsOriginals,
    probe: createPutProbe(),
    renderer: stack.use(openImageRenderer(rendering)),
    renderSlots: createSemaphore(workers + 1),
    elsewhere: createElsewhere({
      bucketUrls: given.bucketUrls,
      telegram: createLegacyFiles(telegram),
      fetchPicture: fetch ? createFetchPicture() : undefined,
    }),
    metadata: { actor: IMPORT_ACTOR, correlationId: `migrate-images:${crypto.randomUUID()}` },
  };
}
