import type { PagePanels, PageText, PanelEntry } from "@vitrine/local-telegram";
import { type LoggedEvent, PROJECTED_COLUMNS, readImageName } from "../../domain/mod.ts";
import { followLog } from "../../event_log/mod.ts";
import type { Database } from "../../postgres/mod.ts";
import { getProduct } from "../../shop/mod.ts";
import type { LogLine } from "./shop_runner.ts";
import { amount, WORDS } from "./words.ts";

/** The data of events that tell something at a glance. */
const SHOWN_DATA = ["layer", "reason", "fileId", "key", "sizeBytes", "origin"];
const LONGEST = 44;

/** The panels of the x-ray, in their order. */
export const XRAY_PANELS = [
  { id: "answers", title: WORDS.answers, note: WORDS.answersNote },
  { id: "events", title: WORDS.events, note: WORDS.eventsNote },
  { id: "product", title: WORDS.columns, note: WORDS.columnsNote },
] as const;

/** Shows what happens inside of the shop: answers, columns and events. */
export class Xray {
  readonly #panels: PagePanels;
  readonly #db: Database;
  /** Requests for objects since the last answer about their product. */
  readonly #reads = new Map<string, number>();
  /** The product that was shown last. */
  lastShown: string | undefined;

  /** Takes the panels, and the shop's database. */
  constructor(panels: PagePanels, db: Database) {
    this.#panels = panels;
    this.#db = db;
  }

  /** Takes a request to B2. */
  request(method: string, path: string): void {
    const [, product] = /\/products\/([^/]+)\//.exec(path) ?? [];
    if (product === undefined || method !== "GET") return;
    this.#reads.set(product, (this.#reads.get(product) ?? 0) + 1);
  }

  /** Takes a line of the shop's log. */
  async line(line: LogLine): Promise<void> {
    if (line.event !== "picture_shown") return;
    const productId = String(line.productId);
    this.lastShown = productId;
    const requests = this.#reads.get(productId) ?? 0;
    this.#reads.delete(productId);
    const title = await this.#titleOf(productId);
    this.#panels.show("answers", answerEntry(title, line, requests));
    await this.#showColumns(productId);
  }

  /** Shows the events that come, until the signal. */
  async follow(signal: AbortSignal): Promise<void> {
    for await (const page of followLog(this.#db, { signal, pauseMs: [100, 500] })) {
      for (const event of page) {
        this.#panels.show("events", eventEntry(await this.#titleOf(event.productId), event));
      }
      const last = page.at(-1)?.productId;
      if (last !== undefined && last === this.lastShown) await this.#showColumns(last);
    }
  }

  async #titleOf(productId: string): Promise<string> {
    return (await getProduct(this.#db, productId))?.title ?? productId;
  }

  async #showColumns(productId: string): Promise<void> {
    const product = await getProduct(this.#db, productId);
    if (product === undefined) return;
    const columns = product.pictures.flatMap(({ picture, images }, index) =>
      PROJECTED_COLUMNS.map(({ column, imageType, kind }) => {
        // A line may break after an underscore.
        const name = column.replaceAll("_", "_\u200b");
        return [
          index === 0 ? name : `${picture}: ${name}`,
          tail(images[imageType][kind]),
        ] as const;
      })
    );
    this.#panels.show("product", {
      title: `${product.title ?? ""} (${productId})`,
      key: "product",
      facts: columns,
    });
  }
}

function answerEntry(title: string, line: LogLine, requests: number): PanelEntry {
  const { row, unit } = WORDS;
  const bytes = Number(line.bytesToTelegram);
  const rung = String(line.rung);
  const refused = Number(line.refusedIds);
  return {
    title: WORDS.shown(title, pictureOf(readImageName(String(line.imageType)))),
    ...(rung === "placeholder" ? { tone: "bad" } : rung === "file_id" ? { tone: "good" } : {}),
    facts: [
      [row.from, isRung(rung) ? WORDS.rung[rung] : rung],
      [row.took, amount(Number(line.ms), unit.ms)],
      [row.toTelegram, amount(bytes, unit.bytes)],
      [row.requests, String(requests)],
      ...(refused > 0 ? [[row.healed, WORDS.refusedIds(refused)] as const] : []),
    ],
  };
}

function eventEntry(title: string, event: LoggedEvent): PanelEntry {
  const data = event.data as Readonly<Record<string, unknown>>;
  const { row } = WORDS;
  const known = SHOWN_DATA.filter((name) => data[name] !== undefined);
  return {
    title: event.type,
    ...(/Invalidated|Lost|Deleted/.test(event.type) ? { tone: "bad" } : {}),
    facts: [
      [row.product, title],
      [row.picture, pictureOf(event)],
      [row.position, `${event.position}, version ${event.version}`],
      ...known.map((name) => [name, tail(String(data[name]))] as const),
    ],
  };
}

/** An image of a picture, such as `cover`, and the picture's number if it is a further one. */
function pictureOf({ imageType, picture }: { imageType: string; picture?: number }): PageText {
  return picture === undefined ? imageType : WORDS.numbered(picture, imageType);
}

function isRung(rung: string): rung is keyof typeof WORDS.rung {
  return Object.hasOwn(WORDS.rung, rung);
}

/** The end of a long value tells more than its beginning. */
function tail(value: string | null): PageText {
  if (value === null) return WORDS.none;
  return value.length <= LONGEST ? value : `…${value.slice(1 - LONGEST)}`;
}
