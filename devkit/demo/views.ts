import type { MessageView } from "@vitrine/local-telegram";
import { logged, type ShopProcess } from "../world/shop_process.ts";
import type { World } from "../world/world.ts";
import type { Account, View } from "./account.ts";

/** An expected view. Absent fields may have any value. */
export type Expected = Partial<Pick<View, "rung" | "b2Requests">> & { readonly uploads: boolean };

/** A view for which nothing is uploaded and B2 is not asked. */
export const FREE: Expected = { rung: "file_id", uploads: false, b2Requests: 0 };
/** Prefix of the keys of products' pictures. */
const PICTURES = "products/TBF-";

/** The views of the demo: makes each, checks it, and adds up what all of them cost. */
export class Views {
  /** How many there were. */
  count = 0;
  /** Sent to Telegram for them. */
  bytesToTelegram = 0;
  /** The size of all pictures that were shown. */
  shownBytes = 0;
  readonly #world: World;
  readonly #account: Account;

  /** Takes the world, and where to print. */
  constructor(world: World, account: Account) {
    this.#world = world;
    this.#account = account;
  }

  /** Makes one view, and checks it with the shop's log, Telegram's calls and B2's requests. */
  async see(
    shop: ShopProcess,
    { who, what }: Pick<View, "who" | "what">,
    act: () => Promise<MessageView>,
    expected: Expected,
  ): Promise<MessageView> {
    const { b2, telegram: { control } } = this.#world;
    const sinceId = (await control.calls()).at(-1)?.id ?? 0;
    const [lines, requests] = [shop.log.length, b2.count(undefined, PICTURES)];
    const message = await act();
    const shown = await shop.line(logged("picture_shown"), lines);
    const calls = await control.calls({ sinceId });
    const bytesToTelegram = calls.reduce((sum, call) => sum + call.uploadedBytes, 0);
    const b2Requests = b2.count(undefined, PICTURES) - requests;
    const [rung, ms] = [String(shown.rung), Number(shown.ms)];
    const held = message.kind === "photo" &&
      (expected.rung ?? rung) === rung &&
      (expected.b2Requests ?? b2Requests) === b2Requests &&
      expected.uploads === bytesToTelegram > 0 &&
      shown.bytesToTelegram === bytesToTelegram;
    this.count++;
    this.bytesToTelegram += bytesToTelegram;
    this.shownBytes += message.photo?.sizeBytes ?? 0;
    this.#account.view({ who, what, rung, ms, bytesToTelegram, b2Requests, held });
    return message;
  }
}
