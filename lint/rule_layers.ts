import { type Import, judgeImport, PACKAGES } from "./layers.ts";
import { repositoryPath, resolveSpecifier } from "./path.ts";

/** Reports an import that the table in layers.ts does not allow. */
export const layers: Deno.lint.Rule = {
  create(context) {
    const from = repositoryPath(context.filename);

    function check(node: Deno.lint.Node, source: Deno.lint.Node | null, isStatic: boolean): void {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const target = targetOf(source.value, from);
      const message = target && judgeImport({ from, isStatic, ...target });
      if (message !== undefined) context.report({ node, message });
    }

    return {
      ImportDeclaration: (node) => check(node, node.source, node.importKind !== "type"),
      ExportAllDeclaration: (node) => check(node, node.source, node.exportKind !== "type"),
      ExportNamedDeclaration: (node) => check(node, node.source, node.exportKind !== "type"),
      ImportExpression: (node) => check(node, node.source, false),
      TSImportType: ({ argument }) =>
        check(argument, argument.type === "TSLiteralType" ? argument.literal : null, false),
    };
  },
};

/** What a specifier names: a file, or a package of the workspace; nothing for any other package. */
function targetOf(specifier: string, from: string): Pick<Import, "to" | "isByName"> | undefined {
  const isOf = (name: string) => specifier === name || specifier.startsWith(`${name}/`);
  const [layer] = Object.entries(PACKAGES).find(([, name]) => isOf(name)) ?? [];
  if (layer !== undefined) return { to: layer, isByName: true };
  const to = resolveSpecifier(specifier, from);
  return to === undefined ? undefined : { to };
}
