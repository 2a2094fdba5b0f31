import { judgeImport } from "./layers.ts";
import { repositoryPath, resolveSpecifier } from "./path.ts";

/** Reports an import that the table in layers.ts does not allow. */
export const layers: Deno.lint.Rule = {
  create(context) {
    const from = repositoryPath(context.filename);

    function check(node: Deno.lint.Node, source: Deno.lint.Node | null, isStatic: boolean): void {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const to = resolveSpecifier(source.value, from);
      const message = to === undefined ? undefined : judgeImport({ from, to, isStatic });
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
