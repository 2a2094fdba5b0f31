import { repositoryPath } from "./path.ts";

/** Globals that reach the outside world, or whose value changes from call to call. */
const GLOBALS = new Set([
  "Deno",
  "fetch",
  "globalThis",
  "localStorage",
  "performance",
  "process",
  "queueMicrotask",
  "sessionStorage",
  "setInterval",
  "setTimeout",
  "WebSocket",
  "Worker",
]);

/** Members with the same problem, of globals that are pure otherwise. */
const MEMBERS = new Set([
  "crypto.getRandomValues",
  "crypto.randomUUID",
  "Date.now",
  "Math.random",
  "Temporal.Now",
]);

/** Reports clock, random numbers, network, files and `Deno` in `src/domain`. The domain takes their values as arguments. */
export const domainIsPure: Deno.lint.Rule = {
  create(context) {
    if (!repositoryPath(context.filename).startsWith("src/domain/")) return {};

    function report(node: Deno.lint.Node, name: string): void {
      context.report({
        node,
        message: `The domain must be pure: pass the value of ${name} as an argument`,
      });
    }

    return {
      Identifier(node) {
        if (GLOBALS.has(node.name) && !isName(node)) report(node, node.name);
      },
      MemberExpression(node) {
        const name = context.sourceCode.getText(node).replaceAll(/\s|\?(?=\.)/g, "");
        if (MEMBERS.has(name)) report(node, name);
      },
      NewExpression(node) {
        if (isDate(node.callee) && node.arguments.length === 0) report(node, "new Date()");
      },
      CallExpression(node) {
        if (isDate(node.callee)) report(node, "Date()");
      },
      ImportDeclaration(node) {
        if (node.source.value.startsWith("node:")) report(node, node.source.value);
      },
    };
  },
};

/** Whether an identifier is only the name of a member, as in `port.fetch` and `{ fetch: … }`. */
function isName(node: Deno.lint.Identifier): boolean {
  const { parent } = node;
  if (parent.type === "MemberExpression") return parent.property === node && !parent.computed;
  if (parent.type === "Property") {
    return parent.key === node && !parent.computed && !parent.shorthand;
  }
  return parent.type === "TSPropertySignature" || parent.type === "TSMethodSignature";
}

function isDate(node: Deno.lint.Node): boolean {
  return node.type === "Identifier" && node.name === "Date";
}
