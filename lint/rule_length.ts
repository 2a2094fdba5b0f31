import { isCode, isTest, repositoryPath } from "./path.ts";

/** From the first line of a function to its last. */
export const MAX_FUNCTION_LINES = 60;
/** Blank lines and comments count. */
export const MAX_FILE_LINES = 300;

/** Reports a function that does not fit on a screen, in tests too. */
export const functionLength: Deno.lint.Rule = {
  create(context) {
    const path = repositoryPath(context.filename);
    if (!(isCode(path) || isTest(path))) return {};

    function check(node: Deno.lint.Node): void {
      const lines = countLines(context.sourceCode.getText(node));
      if (lines <= MAX_FUNCTION_LINES) return;
      const message =
        `This function has ${lines} lines. Split it: ${MAX_FUNCTION_LINES} are allowed`;
      context.report({ node, message });
    }

    return {
      FunctionDeclaration: check,
      FunctionExpression: check,
      ArrowFunctionExpression: check,
    };
  },
};

/** The texts of a language are one file. */
const TEXTS = "src/telegram/locales/";

/** Reports a file that is too long to hold one idea. */
export const fileLength: Deno.lint.Rule = {
  create(context) {
    const path = repositoryPath(context.filename);
    if (!isCode(path) || path.startsWith(TEXTS)) return {};
    return {
      Program() {
        const lines = countLines(context.sourceCode.text.trimEnd());
        if (lines <= MAX_FILE_LINES) return;
        const message = `This file has ${lines} lines. Split it: ${MAX_FILE_LINES} are allowed`;
        context.report({ range: [0, 1], message });
      },
    };
  },
};

function countLines(text: string): number {
  return text.split("\n").length;
}
