/** One instruction of a Dockerfile. */
export interface Step {
  /** In upper case, such as `COPY`. */
  readonly instruction: string;
  /** The rest of the instruction, on one line. */
  readonly text: string;
}

/** Reads the instructions of a Dockerfile, without comments. */
export function parseDockerfile(text: string): Step[] {
  return text.replaceAll(/^#.*\n/gm, "").replaceAll(/\\\n/g, " ").split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => unpack(line.trim(), " "))
    .map(([instruction, rest]) => ({ instruction, text: rest.trim() }));
}

/**
 * Reads a `.dockerignore`. Returns whether a path, relative to the context, is ignored. The last matching line decides.
 */
export function isIgnored(text: string): (path: string) => boolean {
  const rules = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({
      pattern: toPattern(line.replace(/^!/, "")),
      ignored: !line.startsWith("!"),
    }));
  return (path) => rules.findLast(({ pattern }) => pattern.test(path))?.ignored ?? false;
}

/** Matches a path and everything below it. */
function toPattern(glob: string): RegExp {
  const source = glob.replace(/\/$/, "").replaceAll(/[.+()[\]]/g, "\\$&").replaceAll("*", "[^/]*");
  return new RegExp(`^${source}(/|$)`);
}

/** Splits a text in two at the first separator. */
export function unpack(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
