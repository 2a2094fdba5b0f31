import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { LocalTelegram, PagePanels, TelegramControl } from "../../src/mod.ts";
import { axeProblems } from "./axe.ts";
import { button, field, type PageStep, said, untilTrue, write } from "./chat_page.ts";
import type { CutLine } from "./cut_line.ts";
import { png } from "./pictures.ts";
import { until } from "./until.ts";

const SCHEMES = ["light", "dark"] as const;
const chatOf = (page: Page, name: string) => page.getByRole("region", { name: `Chat of ${name}` });

/** Whether the newest message is in view. */
const AT_END = `[...document.querySelectorAll(".log")].filter((log) => log.offsetParent)
  .every((log) => log.scrollHeight - log.scrollTop - log.clientHeight < 2)`;

/** Gives the page's text field a picture, as if somebody had dropped or pasted it. */
function give(page: Page, type: "drop" | "paste", bytes: Uint8Array): Promise<void> {
  const made = type === "drop" ? `DragEvent("drop"` : `ClipboardEvent("paste"`;
  return page.evaluate(`{
    const data = new DataTransfer();
    const bytes = Uint8Array.fromBase64("${bytes.toBase64()}");
    data.items.add(new File([bytes], "a.png", { type: "image/png" }));
    const about = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data };
    document.querySelector("textarea").dispatchEvent(new ${made}, about));
  }`);
}

async function assertAccessible(page: Page): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await axeProblems(page), [], colorScheme);
  }
  await page.emulateMedia({ colorScheme: null });
}

/** One person uses the page further, on a narrow screen. */
const NARROW: readonly PageStep[] = [
  ["is accessible at 390 px, in light and dark", assertAccessible],
  ["takes dropped and pasted pictures", async (page) => {
    for (const [index, event] of (["drop", "paste"] as const).entries()) {
      const before = await page.locator(".message img").count();
      await give(page, event, png(90 + index, 60, 3));
      await untilTrue(
        page,
        `document.querySelectorAll(".message img").length === ${before + 2}`,
      );
    }
  }],
  ["keeps links of Telegram inside", async (page) => {
    await write(page, "/start");
    await said(page, "Hello Béa (fr)");
    await button(page, "Profile ↗").click();
    await page.getByRole("dialog").getByText("@stranger").waitFor();
    await page.getByRole("dialog").getByText("Is it there?").waitFor();
    await button(page, "OK").click();
    await write(page, "/link");
    await page.getByRole("link", { name: "A link" }).click();
    await said(page, "in-text");
    assert.equal(page.context().pages().length, 1);
  }],
  ["offers the commands that match, and takes the arrow keys", async (page) => {
    await field(page).fill("/st");
    await page.locator(".suggestions", { hasText: "/start" }).waitFor();
    assert.deepEqual(await page.locator(".suggestions b").allTextContents(), ["/start"]);
    await field(page).press("ArrowDown");
    await field(page).press("Enter");
    assert.equal(await field(page).inputValue(), "");
    await field(page).fill("/x");
    await page.locator(".suggestions").waitFor({ state: "hidden" });
    await field(page).fill("");
  }],
  ["reaches the newest buttons with one Tab, and older ones with arrows", async (page) => {
    await field(page).focus();
    const focused = async () => await page.evaluate<string>("document.activeElement.textContent");
    assert.equal(await page.locator(".log [tabindex='0']").count(), 1);
    await page.locator(".log [tabindex='0']").focus();
    assert.equal(await focused(), "Toast");
    await page.keyboard.press("ArrowRight");
    assert.equal(await focused(), "Alert");
    await page.evaluate("document.activeElement.blur()");
    let stops = 0;
    do await page.keyboard.press("Tab"); while (
      ++stops < 20 && await page.evaluate("document.activeElement.tagName") !== "TEXTAREA"
    );
    assert.ok(stops <= 10, `the text field is reached after ${stops} times`);
  }],
];

function awayStep(line: CutLine, control: TelegramControl): PageStep {
  return [
    "keeps texts and photos while the server is away, and misses nothing that comes meanwhile",
    async (page) => {
      line.cut();
      const meanwhile = ["meanwhile 1", "meanwhile 2", "meanwhile 3"];
      for (const text of meanwhile) await control.sendText(1002, text);
      await page.getByText("The server does not answer. What").waitFor();
      const photos = await page.locator(".own img").count();
      await write(page, "first");
      await give(page, "paste", png(70, 50, 8));
      await page.locator(".outbox", { hasText: "Photo" }).waitFor();
      await write(page, "second");
      const waiting = await page.locator(".outbox .body").allTextContents();
      assert.deepEqual(waiting, ["first", "📷 Photo", "second"]);
      line.mend();
      await said(page, "You said second");
      await page.getByText("The server does not answer. What").waitFor({ state: "hidden" });
      const all = [...meanwhile, "first", "second"];
      for (const [from, prefix] of [[".own", ""], [":not(.own)", "You said "]]) {
        const texts = await page.locator(`.messages .message${from} .body`).allTextContents();
        const last = texts.filter((text) => text.startsWith(prefix!)).slice(-5);
        assert.deepEqual(last.sort(), all.map((text) => prefix + text).sort());
      }
      assert.equal(await page.locator(".own img").count(), photos + 1);
    },
  ];
}

function scrollStep(control: TelegramControl): PageStep {
  return ["shows the newest message of a long chat after a switch of person", async (page) => {
    for (let shade = 1; shade <= 12; shade++) {
      await control.sendPhoto(1001, png(300, 300, shade));
      await control.sendText(1001, `line ${shade}`);
    }
    await control.waitForIdle();
    for (const [name, newest] of [["Béa (fr)", "second"], ["Sam (en)", "You said line 12"]]) {
      await page.getByLabel("You are").selectOption(name!);
      await said(page, newest!);
      await untilTrue(page, AT_END);
    }
    // A message may still come, and then the page follows it once more.
    await until("the way back to the newest message", async () => {
      await page.evaluate(`document.querySelector(".log").scrollTop = 0`);
      return await button(page, "Newest ↓").isVisible();
    });
    await page.evaluate(`document.querySelector(".to-end").click()`);
    await untilTrue(page, AT_END);
    await write(page, "/start");
    await said(page, "Hello Sam (en)");
    await button(page, "Again ↗").click();
    await untilTrue(page, AT_END);
  }];
}

const WIDE: readonly PageStep[] = [
  ["shows two people side by side where there is room", async (page) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await chatOf(page, "Kim").waitFor();
    await page.getByLabel("Right").selectOption("Béa (fr)");
    await button(chatOf(page, "Béa"), "Toast").waitFor();
    await write(chatOf(page, "Sam"), "from the left");
    await write(chatOf(page, "Béa"), "from the right");
    await said(chatOf(page, "Sam"), "You said from the left");
    await said(chatOf(page, "Béa"), "You said from the right");
    assert.equal(await chatOf(page, "Béa").getByText("from the left").count(), 0);
    await untilTrue(page, AT_END);
  }],
];

function panelStep(line: CutLine, panels: PagePanels): PageStep {
  return ["shows the host's panels, and misses no entry while the line is cut", async (page) => {
    const panel = page.getByRole("region", { name: "Host", exact: true });
    await panel.getByText("Nothing yet").waitFor();
    await panel.getByRole("button", { name: /Greet/ }).click();
    await panel.getByText("The host says hello").waitFor();
    panels.show("host", { title: "one", facts: [["B2 requests", "0"]] });
    await panel.getByText("one", { exact: true }).waitFor();
    line.cut();
    panels.show("host", { title: "two", tone: "bad" });
    panels.show("host", { title: { en: "three", fr: "trois" }, tone: "bad" });
    line.mend();
    await panel.getByText("three").waitFor();
    assert.deepEqual(await panel.locator(".entry b").allTextContents(), ["three", "two", "one"]);
  }];
}

/** Chooses a language in the first chat's menu. */
async function speak(page: Page, menu: string, language: string): Promise<void> {
  const chat = page.locator(".pane").first();
  await button(chat, menu).click();
  await button(chat, language).click();
}

const LAST: readonly PageStep[] = [
  ["speaks French, and so do the host's panels", async (page) => {
    await speak(page, "More", "français");
    const panel = page.getByRole("region", { name: "Hôte", exact: true });
    await panel.getByText("trois").waitFor();
    await panel.getByRole("button", { name: /Greet/ }).waitFor();
    await page.getByLabel("Gauche").waitFor();
    await button(page.getByRole("region", { name: "Discussion de Béa" }), "Envoyer").waitFor();
    assert.equal(await page.evaluate("document.documentElement.lang"), "fr");
    assert.deepEqual(await axeProblems(page), []);
    await speak(page, "Plus", "English");
    await page.getByRole("region", { name: "Host", exact: true }).getByText("three").waitFor();
  }],
  ["is accessible at 1280 px, in light and dark", assertAccessible],
  ["shows one person again where there is no room", async (page) => {
    await page.setViewportSize({ width: 999, height: 780 });
    await chatOf(page, "Béa").waitFor({ state: "hidden" });
  }],
];

/** Two people use the page, first on a narrow screen, over a line that can be cut. */
export function stepsOfTwo(
  line: CutLine,
  { control, panels }: LocalTelegram,
): readonly PageStep[] {
  return [
    ...NARROW,
    awayStep(line, control),
    scrollStep(control),
    ...WIDE,
    panelStep(line, panels),
    ...LAST,
  ];
}
