import plugin from "../../lint/mod.ts";

/** Runs one rule of the plugin on a source. Returns its messages in the order of the source. */
export function lint(rule: string, file: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, file, source)
    .filter((diagnostic) => diagnostic.id === `${plugin.name}/${rule}`)
    .sort((a, b) => a.range[0] - b.range[0])
    .map((diagnostic) => diagnostic.message);
}
