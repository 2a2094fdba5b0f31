/**
 * What tests of the chat page share: a real browser, and what people do on the page. A program that adds panels to the
 * page can test them with it.
 * @module
 */
export type { Browser, Locator, Page } from "playwright-core";
export { axeProblems } from "./axe.ts";
export { executablePath, launchBrowser, problemsOf } from "./browser.ts";
export { button, field, said, write } from "./chat_page.ts";
