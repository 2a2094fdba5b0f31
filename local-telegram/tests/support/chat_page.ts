import type { Locator, Page } from "playwright-core";
import { until } from "./until.ts";

/** A step of a test of the chat page. */
export type PageStep = readonly [name: string, step: (page: Page) => Promise<void>];

/** The newest button with this name. */
export function button(within: Page | Locator, name: string): Locator {
  return within.getByRole("button", { name, exact: true }).last();
}

/** Waits until a message contains the text. */
export async function said(within: Page | Locator, text: string): Promise<void> {
  await within.locator(".body", { hasText: text }).last().waitFor();
}

/** The text field of a chat. */
export function field(within: Page | Locator): Locator {
  return within.getByLabel("Message", { exact: true });
}

/** Writes a text and sends it. */
export async function write(within: Page | Locator, text: string): Promise<void> {
  await field(within).fill(text);
  await field(within).press("Enter");
}

/** Waits until an expression is true in the page. The page's policy forbids the polling of playwright-core. */
export async function untilTrue(page: Page, expression: string): Promise<void> {
  await until(expression, () => page.evaluate<boolean>(expression));
}
