import { repositoryPath } from "./path.ts";

/**
 * Reports what a module of `src/` does while it is imported: a top-level `await`, a statement with an effect, a use of
 * `Deno`. Programs may do so: code under `if (import.meta.main)`, and scripts of a web page (`.js`).
 */
export const noTopLevelEffects: Deno.lint.Rule = {
  create(context) {
    const path = repositoryPath(context.filename);
    if (!/^(local-telegram\/)?src\/.*\.tsx?$/.test(path)) return {};

    function check(node: Deno.lint.Node, what: string): void {
      if (context.sourceCode.getAncestors(node).some(isDeferred)) return;
      context.report({ node, message: `An import must have no effect, but this ${what}` });
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

/** Whether the code inside this node runs after the import, or not at all. */
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
