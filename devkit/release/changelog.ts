/** An entry of CHANGELOG.md. */
export interface Entry {
  /** Such as `1.0.0`, or `Unreleased`. */
  readonly version: string;
  /** What is below its heading. */
  readonly notes: string;
}

/** `## 1.0.0`, `## [1.0.0] - 2026-11-28`, `## v1.0.0 (2026-11-28)`, `## [Unreleased]`. */
const HEADING = /^## \[?v?([\w.+-]+)\]?.*/;

/** Reads the entries of a change log, the newest first, as they stand there. */
export function readChangelog(text: string): Entry[] {
  const parts = text.replaceAll("\r\n", "\n").split(/^(?=## )/m);
  return parts.flatMap((part) => {
    const [heading, version] = HEADING.exec(part) ?? [];
    if (heading === undefined || version === undefined) return [];
    return [{ version, notes: part.slice(heading.length).trim() }];
  });
}
