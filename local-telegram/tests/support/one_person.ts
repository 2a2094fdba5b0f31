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
    assert.equal(await page.locator(".toast").isVisible(), false, "the toast of before is gone");
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
  ["sends a file, and several as an album", async (page) => {
    const file = (name: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from("text") });
    const input = page.locator("[data-part='file-input']");
    await input.setInputFiles(file("a.txt"));
    await said(page, "A file: a.txt, alone");
    await input.setInputFiles([file("b.txt"), file("c.txt")]);
    await said(page, "A file: c.txt, of an album");
  }],
  ["says in words what Telegram refuses, until something is taken", async (page) => {
    const broken = { name: "a.png", mimeType: "image/png", buffer: Buffer.from("no picture") };
    await page.locator("[data-part='photo-input']").setInputFiles(broken);
    const refusal = page.getByText("Telegram cannot read this picture. Send a JPEG");
    await refusal.waitFor();
    await write(page, "a text");
    await said(page, "You said a text");
    assert.equal(await refusal.isVisible(), false);
  }],
  ["sends an album, and shows it as one message", async (page) => {
    const before = await page.locator(".message.own").count();
    await page.locator("[data-part='photo-input']").setInputFiles(
      [40, 50, 60].map((shade) => ({
        name: `${shade}.png`,
        mimeType: "image/png",
        buffer: Buffer.from(png(120, 80, shade)),
      })),
    );
    await button(page, "Photo 3 of 3").waitFor();
    assert.equal(await page.locator(".album").count(), 1);
    assert.equal(await page.locator(".message.own").count(), before + 1);
    await untilTrue(page, "document.querySelectorAll('.message:not(.own) img').length === 4");
  }],
  [
    "shows a photo as large as the window, and the others of its album by arrow keys",
    async (page) => {
      await button(page, "Photo 2 of 3").click();
      const viewer = page.getByRole("dialog", { name: "Photo", exact: true });
      await viewer.getByAltText("Photo 2 of 3").waitFor();
      for (const place of [3, 1]) {
        await page.keyboard.press("ArrowRight");
        await viewer.getByAltText(`Photo ${place} of 3`).waitFor();
      }
      await page.keyboard.press("Escape");
      await viewer.waitFor({ state: "hidden" });
      await button(page, "Photo 2 of 3").click();
      await button(viewer, "Close").click();
      await viewer.waitFor({ state: "hidden" });
      assert.equal(await page.locator(".viewer img").count(), 0);
    },
  ],
  ["offers the commands", async (page) => {
    await button(page, "Commands").click();
    await page.getByRole("option", { name: "/start" }).click();
    await said(page, "Hello Sam (en)");
  }],
  ["changes the person", async (page) => {
    await page.getByLabel("You are").selectOption("Béa (fr)");
    await page.getByText("Je répète.").waitFor();
    await button(page, "Start").click();
    await said(page, "Hello Béa (fr)");
    assert.equal(await page.locator(".message").count(), 2);
  }],
];
