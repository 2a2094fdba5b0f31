import { IMAGE_TYPES, type ImageCommand, imageName } from "../../src/domain/mod.ts";
import { execute } from "../../src/event_log/mod.ts";
import { createSemaphore } from "../../src/std/semaphore.ts";
import {
  createElsewhere,
  createPutProbe,
  findFurtherSources,
  type ImportOptions,
  type ImportParts,
  importPictures,
  LegacyFiles,
} from "../../src/legacy_import/mod.ts";
import type { ImageOutcome } from "../../src/legacy_import/outcome.ts";
import { createBucketUrls } from "../../src/storage/mod.ts";
import { createLegacyFiles } from "../../src/telegram/mod.ts";
import { type LegacyShop, openLegacyShop } from "./legacy_shop.ts";

/** The metadata of events that a test appends. */
export const metadata = { actor: "test" };

/** How a run differs from a complete one. */
type MigrationRun =
  & Partial<
    & ImportOptions
    & Pick<ImportParts, "probe" | "renderer" | "files" | "elsewhere" | "keepsOriginals">
  >
  & {
    adopt?: boolean;
    fetch?: boolean;
    /** Recognises where further pictures are, as the commands do. */
    recognise?: boolean;
  };

/** The import of a legacy shop, in the test's own process. */
export interface Migration extends AsyncDisposable {
  readonly shop: LegacyShop;
  readonly deps: ImportParts;
  /** Runs it. Returns a line for each picture, such as `TBF-1 cover migrated`, sorted. */
  run(options?: MigrationRun): Promise<string[]>;
}

/** Opens the import of a legacy shop without rows. */
export async function openMigration(): Promise<Migration> {
  await using stack = new AsyncDisposableStack();
  const shop = stack.use(await openLegacyShop());
  const bucketUrls = createBucketUrls([shop.publicUrl], shop.b2Settings, shop.store);
  const deps: ImportParts = {
    db: shop.db,
    store: shop.store,
    bucket: shop.b2Settings.bucket,
    bucketUrls,
    probe: createPutProbe(),
    renderer: shop.renderer,
    files: new LegacyFiles({ root: shop.root }),
    renderSlots: createSemaphore(2),
    elsewhere: createElsewhere({ bucketUrls, telegram: createLegacyFiles(undefined) }),
    metadata,
  };
  const parts = stack.move();
  return {
    shop,
    deps,
    run: async ({ adopt = false, fetch = false, recognise = false, elsewhere, ...given } = {}) => {
      const { renderer = deps.renderer, files = deps.files, probe = deps.probe, ...others } = given;
      const { keepsOriginals = false, ...options } = others;
      const told: string[] = [];
      const changed = { renderer, files, probe, keepsOriginals, ...(elsewhere && { elsewhere }) };
      // Each run reads the folder anew.
      const read = new LegacyFiles({ root: shop.root });
      const further = recognise && await findFurtherSources(shop.db, bucketUrls, read);
      await importPictures({ ...deps, ...changed }, {
        selection: { bucketUrls, migrate: true, adopt, fetch, ...(further && { further }) },
        concurrency: 4,
        ahead: 2,
        ...options,
        onProduct: (outcomes) => {
          told.push(...outcomes.map(lineOf));
          return options.onProduct?.(outcomes);
        },
      });
      return told.sort();
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** The same outcome for every picture of a product, as lines such as `TBF-1 cover migrated`. */
export function ofEach(productId: string, outcome: string): string[] {
  return IMAGE_TYPES.map((imageType) => `${productId} ${imageType} ${outcome}`);
}

/** A line such as `TBF-1 cover.2 migrated`, with its reason or with what is left. */
function lineOf(
  { product, image, picture, outcome, reason, leftBehind }: ImageOutcome,
): string {
  const more = leftBehind === undefined ? reason : `leaves ${leftBehind}`;
  return [product, imageName(image, picture), outcome, ...(more === undefined ? [] : [more])].join(
    " ",
  );
}

/** A renderer during whose work something happens to the product `TBF-1`. */
export function renderingWhile({ db, renderer }: ImportParts, command: ImageCommand) {
  return {
    render: async (original: Uint8Array) => {
      await execute(db, "TBF-1", command, metadata);
      return await renderer.render(original);
    },
  };
}
