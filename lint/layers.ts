/**
 * Who may import whom, as in the chapter "Who may import whom" of docs/architecture.md: a layer may import every layer
 * of the rows above its own. Those of one row are siblings and never import one another.
 */
export const LAYERS: readonly (readonly string[])[] = [
  ["src/std/", "src/errors.ts", "lint/"],
  ["src/domain/", "src/log.ts", "src/permissions.ts"],
  ["src/postgres/", "src/imaging/", "src/storage/"],
  ["src/event_log/", "src/config.ts"],
  ["src/pictures/"],
  ["src/shop/", "src/legacy_import/", "src/jobs/"],
  [
    "src/telegram/",
    "src/http/",
    "src/embedded/",
    "src/wait_for.ts",
    "src/stop.ts",
    "src/command.ts",
  ],
  ["src/app.ts"],
  ["main.ts", "scripts/"],
  ["devkit/"],
  ["tests/"],
];

const ENTRY_POINTS = ["main.ts", "scripts/", "devkit/", "tests/"];

/** Layers that only these may import: what is chosen where a process begins is handed down from there. */
export const RESERVED: Readonly<Record<string, readonly string[]>> = {
  "src/config.ts": ["src/app.ts", "src/embedded/", "src/command.ts", ...ENTRY_POINTS],
  "src/embedded/": ENTRY_POINTS,
  "src/wait_for.ts": ["src/app.ts", ...ENTRY_POINTS],
  "src/stop.ts": ENTRY_POINTS,
  "src/command.ts": ENTRY_POINTS,
  "src/app.ts": ENTRY_POINTS,
  "lint/": ["devkit/", "tests/"],
};

/**
 * Layers that a production image leaves out, and those who must therefore be able to start without them: these name
 * them in an `import()` or an `import type`, never in a static import.
 */
export const ON_DEMAND: Readonly<Record<string, readonly string[]>> = {
  "src/embedded/": ["main.ts", "scripts/"],
};

/** A module that names another; both paths are relative to the repository. */
export interface Import {
  readonly from: string;
  readonly to: string;
  /** Whether the module is loaded with its importer; that of `import()` and of `import type` is not. */
  readonly isStatic: boolean;
}

/** The layer that a path such as `src/domain/mod.ts` belongs to. */
export function layerOf(path: string): string | undefined {
  return LAYERS.flat().find((layer) =>
    layer.endsWith("/") ? path.startsWith(layer) : path === layer
  );
}

/** Says what is wrong with an import, or nothing. */
export function judgeImport({ from, to, isStatic }: Import): string | undefined {
  const importer = layerOf(from);
  const imported = layerOf(to);
  if (importer === undefined) return `${from} is in no layer: name its folder in lint/layers.ts`;
  if (imported === undefined) return `${to} is in no layer: name its folder in lint/layers.ts`;
  if (importer === imported) return undefined;
  const isReserved = !(RESERVED[imported]?.includes(importer) ?? true);
  if (rowOf(imported) >= rowOf(importer) || isReserved) {
    return `${importer} must not import ${imported}`;
  }
  if (isStatic && ON_DEMAND[imported]?.includes(importer)) {
    return `${importer} must import ${imported} on demand, by import()`;
  }
  return undefined;
}

function rowOf(layer: string): number {
  return LAYERS.findIndex((row) => row.includes(layer));
}
