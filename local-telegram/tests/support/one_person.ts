import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { button, type PageStep, said, untilTrue, write } from "./chat_page.ts";
import { png } from "./pictures.ts";

/** One person uses the page. */
export const STEPS: readonly PageStep[] = [
  ["starts the bot as a person with a language", async (page) => {
    await button(page, "Start").click();
    await said(page, "Hello Sam (en)");
    assert.equal(await page.locator(".body b").last().textContent(), "Sam");
  }],
  ["shows text as text", async (page) => {
    await write(page, "<img src=x onerror=alert(1)>");
    await said(page, "You said <img src=x onerror=alert(1)>");
  }],
  ["shows a toast", async (page) => {
    // The toast goes away by itself, so the wait begins before the click.
    const shown = page.getByRole("status").filter({ hasText: "A toast" }).waitFor();
    await button(page, "Toast").click();
    await shown;
  }],
  ["shows an alert", async (page) => {
    await button(page, "Alert").click();
    await page.getByRole("dialog").getByText("An alert").waitFor();
    await button(page, "OK").click();
  }],
  ["opens a deep link to the bot here", async (page) => {
    await button(page, "Again ↗").click();
    await said(page, "Hello Sam (en) ref-9");
  }],
  ["shows inline results, and sends the chosen one", async (page) => {
    await button(page, "Share ⤴").click();
    await page.getByRole("option", { name: "Result for cup" }).click();
    await said(page, "Chosen");
  }],
  ["edits in place", async (page) => {
    const before = await page.locator(".message").count();
    await button(page, "Edit").click();
    await said(page, "Edited in place");
    assert.equal(await page.locator(".message").count(), before);
  }],
  ["sends a photo, and shows the photo that the bot sends", async (page) => {
    const buffer = Buffer.from(png(200, 100, 9));
    await page.locator("[data-part='photo-input']").setInputFiles({
      name: "a.png",
      mimeType: "image/png",
      buffer,
    });
    await said(page, "Seen");
    await untilTrue(
      page,
      "[...document.images].map((image) => image.naturalWidth).join() === '200,200'",
    );
  }],
  ["sends a file", async (page) => {
    const buffer = Buffer.from("text");
    await page.locator("[data-part='file-input']").setInputFiles({
      name: "a.txt",
      mimeType: "text/plain",
      buffer,
    });
    await said(page, "A file: a.txt");
  }],
  ["offers the commands", async (page) => {
    await button(page, "Commands").click();
    await page.getByRole("option", { name: "/start" }).click();
    await said(page, "Hello Sam (en)");
  }],
  ["changes the person", async (page) => {
    await page.getByLabel("Left").selectOption("Béa (fr)");
    await button(page, "Start").click();
    await said(page, "Hello Béa (fr)");
    assert.equal(await page.locator(".message").count(), 2);
  }],
];
