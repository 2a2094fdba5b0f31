import { isCode, isTest, repositoryPath } from "./path.ts";

/** From the first line of a function to its last. */
export const MAX_FUNCTION_LINES = 60;
/** Blank lines and comments count. */
export const MAX_FILE_LINES = 300;

/** Files whose functions may still be too long. Add nothing here: a test fails when a file no longer needs its entry. */
export const LONG_FUNCTIONS: ReadonlySet<string> = new Set([
  "tests/e2e/backup_test.ts",
  "tests/e2e/operator_http_test.ts",
  "tests/faults/harness_test.ts",
  "tests/telegram/bad_input_test.ts",
  "tests/telegram/operator_test.ts",
]);

/** Reports a function that does not fit on a screen, in tests too. */
export const functionLength: Deno.lint.Rule = {
  create(context) {
    const path = repositoryPath(context.filename);
    if (LONG_FUNCTIONS.has(path) || !(isCode(path) || isTest(path))) return {};

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

/** Reports a file that is too long to hold one idea. */
export const fileLength: Deno.lint.Rule = {
  create(context) {
    if (!isCode(repositoryPath(context.filename))) return {};
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
