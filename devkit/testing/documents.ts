const ROOT = new URL("../../", import.meta.url);

/** The text of a file of the repository. */
export function readDocument(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, ROOT));
}

/** The paths of all documents, from the root: every `.md` of the repository, sorted. */
export async function findDocuments(folder = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(`./${folder}`, ROOT))) {
    if (isDirectory && !/^(node_modules|data|coverage|\..*)$/.test(name)) {
      found.push(...await findDocuments(`${folder}${name}/`));
    } else if (name.endsWith(".md")) found.push(folder + name);
  }
  return found.sort();
}

/** Those that people follow now. A decision says what was so on its day, and the change log what has changed. */
export function isCurrent(path: string): boolean {
  return !/^docs\/decisions\/\d|^CHANGELOG/.test(path);
}

/** A document without its blocks of code. */
export function withoutCode(text: string): string {
  return text.replace(/^ *```.*?^ *```$/gms, "");
}

/** The rows of all tables of a text: their cells, without spaces around, and without the lines between head and rows. */
export function tableRows(text: string): string[][] {
  return [...withoutCode(text).matchAll(/^\|(.*)\|$/gm)]
    .map(([, cells]) => cells!.split("|").map((cell) => cell.trim()))
    .filter(([first]) => !/^:?-+:?$/.test(first!));
}

/** The blocks of code of a language in a text, without their fences and the indent of their first line. */
export function codeBlocks(text: string, language: string): string[] {
  const fence = new RegExp(`^( *)\`\`\`${language}\\n(.*?)^ *\`\`\`$`, "gms");
  return [...text.matchAll(fence)].map(([, indent = "", block]) =>
    block!.replaceAll(new RegExp(`^${indent}`, "gm"), "")
  );
}
