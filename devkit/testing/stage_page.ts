import { Buffer } from "node:buffer";
import { type Locator, type Page, write } from "@vitrine/local-telegram/chat-page";
import { logged, type ShopProcess } from "../world/shop_process.ts";
import { until } from "./until.ts";

/** An entry of a panel: its title, and its values by their names. */
export interface EntryOnPage {
  readonly title: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** The chat page of a shop without a bot token, as a browser shows it. */
export class StagePage {
  readonly page: Page;

  /** Takes a browser's page that shows it. */
  constructor(page: Page) {
    this.page = page;
  }

  /** The chat of the seller, at the left. */
  get seller(): Locator {
    return this.page.locator(".pane").first();
  }

  /** The chat of the buyer, at the right. */
  get buyer(): Locator {
    return this.page.locator(".pane").last();
  }

  /** A panel, by its title. */
  panel(title: string): Locator {
    return this.page.getByRole("region", { name: title, exact: true });
  }

  /** The entries of a panel that it shows now, the newest one first. */
  async entries(title: string): Promise<EntryOnPage[]> {
    const entries = await this.panel(title).locator(".entry").all();
    return await Promise.all(entries.map(async (entry) => {
      const names = await entry.locator("dt").allTextContents();
      const values = await entry.locator("dd").allTextContents();
      return {
        title: await entry.locator("b").first().innerText(),
        facts: Object.fromEntries(names.map((name, index) => [name, values[index]!])),
      };
    }));
  }

  /** Presses a button of a panel, waits until it has done its work, and returns what it tells. */
  async press(label: string): Promise<string> {
    const pressed = this.page.locator(".action", { hasText: label });
    const panel = this.page.locator(".panel", { has: pressed });
    await pressed.click();
    await until(
      `the end of ${label}`,
      async () => await pressed.getAttribute("aria-busy") === null,
    );
    return await panel.locator(".panel-said").innerText();
  }

  /** Somebody does something, which shows a picture. Returns what the panel of the answers tells about it. */
  async shown(answers: string, act: () => Promise<unknown>): Promise<EntryOnPage["facts"]> {
    const list = this.panel(answers).locator(".entry");
    const before = await list.count();
    await act();
    await until("an answer on the page", async () => await list.count() > before);
    return (await this.entries(answers))[0]!.facts;
  }
}

/** What somebody sells on the page. */
export interface OfferOnPage {
  readonly photos: readonly Uint8Array[];
  readonly title: string;
  readonly description: string;
  readonly price: string;
}

/** Somebody does something in a chat. Waits until the bot has answered, or changed its last message: that is returned. */
export async function answered(chat: Locator, act: () => Promise<unknown>): Promise<Locator> {
  const last = chat.locator(".messages .message:not(.own)").last();
  const state = async () => await last.count() === 0 ? null : await last.getAttribute("data-state");
  const before = await state();
  await act();
  await until("the bot's answer on the page", async () => await state() !== before);
  return last;
}

/** Answers the questions of a sale on the page, up to the preview, which is returned. */
export async function offerOnPage(chat: Locator, offer: OfferOnPage): Promise<Locator> {
  await answered(chat, () => write(chat, "/sell"));
  const files = offer.photos.map((photo, index) => ({
    name: `${index + 1}.png`,
    mimeType: "image/png",
    buffer: Buffer.from(photo),
  }));
  const picker = chat.locator("[data-part='photo-input']");
  await answered(chat, () => picker.setInputFiles(files));
  await answered(chat, () => write(chat, offer.title));
  await answered(chat, () => write(chat, offer.description));
  await write(chat, offer.price);
  const preview = chat.locator(".messages .message:not(.own)", { hasText: offer.title }).last();
  await preview.waitFor();
  return preview;
}

/** The address of the chat page. */
export function pageOf(shop: ShopProcess): string {
  const line = shop.log.find(logged("chat_page_open"));
  if (line === undefined) throw new Error("The shop has not told the address of its page yet");
  return String(line.url);
}
