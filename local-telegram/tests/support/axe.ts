import axe from "axe-core";
import type { Page } from "playwright-core";

/** The rules of axe that a page breaks, with the elements. The page is judged as it is now. */
export async function axeProblems(page: Page): Promise<string[]> {
  // The policy of the page forbids script elements, and a debugger may evaluate.
  await page.evaluate(axe.source);
  const found = await page.evaluate<{ id: string; nodes: { target: string[] }[] }[]>(
    "axe.run().then(({ violations }) => violations)",
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`);
}
