/** Reads a file of this package. */
export function readFile(path: string): Promise<string> {
  return Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
}

/** Returns the code blocks of README.md in one language. */
export async function readmeBlocks(language: string): Promise<string[]> {
  const blocks = (await readFile("README.md")).matchAll(/^```(\w+)\n([^]*?)^```$/gm);
  return [...blocks].filter(([, name]) => name === language).map(([, , code = ""]) => code);
}
