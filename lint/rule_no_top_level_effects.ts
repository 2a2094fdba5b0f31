import { repositoryPath } from "./path.ts";

/**
 * Reports what a module of `src/` would do when it is merely imported: a top-level `await`, a statement that is there for
 * its effect, a use of `Deno`. What stands under `if (import.meta.main)` is a program, and the scripts of a page (`.js`) are too.
 */
export const noTopLevelEffects: Deno.lint.Rule = {
  create(context) {
    const path = repositoryPath(context.filename);
    if (!/^(local-telegram\/)?src\/.*\.ts$/.test(path)) return {};

    function check(node: Deno.lint.Node, what: string): void {
      if (context.sourceCode.getAncestors(node).some(isDeferred)) return;
      context.report({ node, message: `Importing a module must do nothing, but this ${what}` });
    }

    return {
      AwaitExpression: (node) => check(node, "waits"),
      ForOfStatement: (node) => node.await && check(node, "waits"),
      "Program > ExpressionStatement": (node: Deno.lint.ExpressionStatement) =>
        check(node, "has an effect"),
      "MemberExpression[object.name='Deno']": (node: Deno.lint.MemberExpression) =>
        check(node, "touches Deno"),
    };
  },
};

/** Whether what stands inside the node runs later than the import, or never when it is imported. */
function isDeferred(node: Deno.lint.Node): boolean {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return true;
    case "PropertyDefinition":
      return !node.static;
    case "IfStatement":
      return isImportMetaMain(node.test);
    default:
      return false;
  }
}

function isImportMetaMain(node: Deno.lint.Node): boolean {
  return node.type === "MemberExpression" && node.object.type === "MetaProperty" &&
    node.property.type === "Identifier" && node.property.name === "main";
}
