/**
 * Who may import whom. A layer may import the layers of all rows above its own row. Layers of one row are siblings: they
 * never import each other. The chapter "Who may import whom" of docs/architecture.md shows the same table.
 */
export const LAYERS: readonly (readonly string[])[] = [
  ["src/std/", "src/errors.ts", "src/deadlines.ts", "lint/", "local-telegram/"],
  ["src/domain/", "src/log.ts", "src/traces.ts", "src/permissions.ts", "src/settings_refused.ts"],
  ["src/postgres/", "src/imaging/", "src/storage/", "src/setting_forms.ts"],
  ["src/event_log/", "src/setting_buckets.ts"],
  ["src/pictures/", "src/setting_problems.ts"],
  ["src/jobs/", "src/config.ts"],
  ["src/shop/", "src/legacy_import/"],
  [
    "src/adoption/",
    "src/telegram/",
    "src/http/",
    "src/console/",
    "src/metrics/",
    "src/product_import/",
    "src/embedded/",
    "src/wait_for.ts",
    "src/watchdog.ts",
    "src/stop.ts",
    "src/command.ts",
  ],
  [
    "src/parts.ts",
    "src/start.ts",
    "src/observed.ts",
    "src/warm_up.ts",
    "src/settings.ts",
    "src/open_console.ts",
  ],
  ["src/app.ts", "src/import_parts.ts"],
  ["main.ts", "scripts/"],
  ["devkit/"],
  ["tests/"],
];

const ENTRY_POINTS = ["main.ts", "scripts/", "devkit/", "tests/"];

/** Layers that only these layers may import. A process reads its settings and opens its parts in one place. */
export const RESERVED: Readonly<Record<string, readonly string[]>> = {
  "src/config.ts": [
    "src/app.ts",
    "src/parts.ts",
    "src/start.ts",
    "src/embedded/",
    "src/settings.ts",
    "src/open_console.ts",
    "src/warm_up.ts",
    ...ENTRY_POINTS,
  ],
  "src/setting_buckets.ts": ["src/setting_problems.ts", "src/config.ts"],
  "src/setting_forms.ts": ["src/setting_buckets.ts", "src/config.ts"],
  "src/setting_problems.ts": ["src/config.ts"],
  "src/embedded/": ENTRY_POINTS,
  "src/wait_for.ts": ["src/start.ts", ...ENTRY_POINTS],
  "src/watchdog.ts": ["src/app.ts", ...ENTRY_POINTS],
  "src/stop.ts": ENTRY_POINTS,
  "src/command.ts": ["src/settings.ts", ...ENTRY_POINTS],
  "src/settings.ts": ENTRY_POINTS,
  "src/parts.ts": ["src/app.ts", "src/import_parts.ts", ...ENTRY_POINTS],
  "src/import_parts.ts": ["scripts/", "devkit/", "tests/"],
  "src/start.ts": ["src/app.ts", "tests/"],
  "src/open_console.ts": ["src/app.ts", "tests/"],
  "src/console/": ["src/open_console.ts", "src/app.ts", "devkit/", "tests/"],
  "src/observed.ts": ["src/app.ts", "tests/"],
  "src/warm_up.ts": ["src/app.ts", "tests/"],
  "src/app.ts": ["main.ts", "devkit/", "tests/"],
  "lint/": ["devkit/", "tests/"],
  "local-telegram/": ["src/embedded/", "devkit/", "tests/"],
};

/** Layers that are packages of the workspace. Other layers import them by this name only, never by a path. */
export const PACKAGES: Readonly<Record<string, string>> = {
  "local-telegram/": "@vitrine/local-telegram",
};

/**
 * Layers that a production image does not contain, each with the layers that must start without it. These use
 * `import()` or `import type`, never a static import.
 */
export const ON_DEMAND: Readonly<Record<string, readonly string[]>> = {
  "src/embedded/": ["main.ts", "scripts/"],
};

/** One module imports another. Both paths are relative to the repository. */
export interface Import {
  readonly from: string;
  readonly to: string;
  /** Whether the module is loaded together with its importer. `import()` and `import type` do not load it. */
  readonly isStatic: boolean;
  /** Whether the specifier is the name of a package, and not a path. */
  readonly isByName?: boolean;
}

/** The layer that a path such as `src/domain/mod.ts` belongs to. */
export function layerOf(path: string): string | undefined {
  return LAYERS.flat().find((layer) =>
    layer.endsWith("/") ? path.startsWith(layer) : path === layer
  );
}

/** The message for an import that is not allowed. Undefined for an allowed one. */
export function judgeImport({ from, to, isStatic, isByName }: Import): string | undefined {
  const importer = layerOf(from);
  const imported = layerOf(to);
  if (importer === undefined) return `${from} is in no layer: add its folder to lint/layers.ts`;
  if (imported === undefined) return `${to} is in no layer: add its folder to lint/layers.ts`;
  if (importer === imported) return undefined;
  const isReserved = !(RESERVED[imported]?.includes(importer) ?? true);
  if (rowOf(imported) >= rowOf(importer) || isReserved) {
    return `${importer} must not import ${imported}`;
  }
  if (isByName !== true && PACKAGES[imported] !== undefined) {
    return `${importer} must import ${imported} by its name, ${PACKAGES[imported]}`;
  }
  if (isStatic && ON_DEMAND[imported]?.includes(importer)) {
    return `${importer} must load ${imported} with import()`;
  }
  return undefined;
}

function rowOf(layer: string): number {
  return LAYERS.findIndex((row) => row.includes(layer));
}
