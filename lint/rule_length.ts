import { isProductCode, repositoryPath } from "./path.ts";

/** Lines of a function at most, from its first to its last. */
export const MAX_FUNCTION_LINES = 60;
/** Lines of a file at most. */
export const MAX_FILE_LINES = 300;

/** Reports a function that is too long to be read at once. */
export const functionLength: Deno.lint.Rule = {
  create(context) {
    if (!isProductCode(repositoryPath(context.filename))) return {};

    function check(node: Deno.lint.Node): void {
      const lines = countLines(context.sourceCode.getText(node));
      if (lines <= MAX_FUNCTION_LINES) return;
      const message = `A function has ${MAX_FUNCTION_LINES} lines at most, this one has ${lines}`;
      context.report({ node, message });
    }

    return {
      FunctionDeclaration: check,
      FunctionExpression: check,
      ArrowFunctionExpression: check,
    };
  },
};

/** Reports a file that holds more than one idea can need. */
export const fileLength: Deno.lint.Rule = {
  create(context) {
    if (!isProductCode(repositoryPath(context.filename))) return {};
    return {
      Program() {
        const lines = countLines(context.sourceCode.text.trimEnd());
        if (lines <= MAX_FILE_LINES) return;
        const message = `A file has ${MAX_FILE_LINES} lines at most, this one has ${lines}`;
        context.report({ range: [0, 1], message });
      },
    };
  },
};

function countLines(text: string): number {
  return text.split("\n").length;
}
