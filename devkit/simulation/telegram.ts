import {
  type FetchOriginal,
  type PictureSender,
  ReferenceRefused,
  type SentPicture,
} from "../../src/pictures/mod.ts";
import type { Do } from "./database.ts";
import { drawPicture, readPicture } from "./pictures.ts";

/** What Telegram holds: what each file id shows, as long as Telegram takes it. */
export class Photos {
  readonly #contents = new Map<string, string>();
  readonly #ended = new Set<string>();
  #ids = 0;

  /** A photo that somebody sent; `fileId` if absent is a new one. */
  add(content: string, fileId = `id-${++this.#ids}`): string {
    this.#contents.set(fileId, content);
    return fileId;
  }

  /** What an id shows; undefined for one that Telegram does not take. */
  show(fileId: string): string | undefined {
    return this.#ended.has(fileId) ? undefined : this.#contents.get(fileId);
  }

  /** Telegram takes an id no more. */
  end(fileId: string): void {
    this.#ended.add(fileId);
  }
}

function away(): never {
  throw new Error("Telegram is away");
}

/** Downloads what an id shows: the camera's file by an id that begins with `original`, else Telegram's copy. */
export function createFetch(photos: Photos, perform: Do): FetchOriginal {
  return (fileId) =>
    perform({
      label: () => `Telegram: download ${fileId}`,
      act: () => {
        const content = photos.show(fileId);
        if (content === undefined) return { refused: "file_gone" as const };
        const made = fileId.startsWith("original") ? "camera" : "telegram";
        return { bytes: drawPicture(content, made, "cover").bytes.slice() };
      },
      fail: away,
    });
}

/** A message that shows a picture; `shown` is told what a buyer sees. */
export function createSender(
  photos: Photos,
  perform: Do,
  shown: (content: string) => void,
): PictureSender {
  const sent = (fileId: string, content: string): SentPicture => {
    shown(content);
    return { messageId: 1, fileId, fileUniqueId: `unique-${fileId}` };
  };
  return {
    byReference: (fileId) =>
      perform({
        label: () => `Telegram: send ${fileId}`,
        act: () => {
          const content = photos.show(fileId);
          if (content === undefined) throw new ReferenceRefused("wrong file identifier");
          return sent(fileId, content);
        },
        fail: away,
      }),
    upload: (bytes) =>
      perform({
        label: () => `Telegram: upload ${readPicture(bytes).content}`,
        act: () => {
          const { content } = readPicture(bytes);
          return sent(photos.add(content), content);
        },
        fail: away,
      }),
  };
}
