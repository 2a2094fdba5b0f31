import { fileIdOf, type ImageState, type ProductImages } from "./product_images.ts";

/** The projected columns of `products`; undefined where no event speaks of the column. */
export interface ImageColumns {
  /** Where the cover lies. */
  readonly cover_image_url: string | null | undefined;
  /** Where the thumb lies. */
  readonly thumbnail_url: string | null | undefined;
  /** The bot's id for the cover. */
  readonly telegram_cover_file_id: string | null | undefined;
  /** The bot's id for the thumb. */
  readonly telegram_thumb_file_id: string | null | undefined;
}

/** What the columns are built for. */
export interface ProjectionTarget {
  /** The bot whose file ids the columns hold. */
  readonly botId: number;
  /** The base of the URLs, without a slash at its end. */
  readonly publicUrl: string;
}

/** The columns that a state demands: in TypeScript what `image_projection` says in SQL. */
export function columnsOf(state: ProductImages, target: ProjectionTarget): ImageColumns {
  return {
    cover_image_url: urlOf(state.cover, target.publicUrl),
    thumbnail_url: urlOf(state.thumb, target.publicUrl),
    telegram_cover_file_id: idOf(state.cover, target.botId),
    telegram_thumb_file_id: idOf(state.thumb, target.botId),
  };
}

function urlOf(image: ImageState, publicUrl: string): string | null | undefined {
  return image.stored ? `${publicUrl}/${image.stored.key}` : image.stored;
}

function idOf(image: ImageState, botId: number): string | null | undefined {
  if (image.fileIds === undefined) return undefined;
  return fileIdOf(image, botId)?.fileId ?? null;
}
