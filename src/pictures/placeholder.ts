import { type PictureSender, ReferenceRefused, type SentPicture } from "./picture_sender.ts";
import type { RecentIds } from "./recent_ids.ts";

/** Draws the picture that stands in for one that cannot be had. */
export type DrawPlaceholder = (
  product: { readonly title: string; readonly productId: string },
) => Promise<Uint8Array>;

/** What showing a placeholder needs. */
export interface PlaceholderDeps {
  readonly drawPlaceholder: DrawPlaceholder;
  readonly recent: RecentIds;
}

/**
 * Shows a product's placeholder. Its file id is remembered under a name of its own and never captured: as soon as the
 * picture can be had, it is shown again.
 */
export async function showPlaceholder(
  { drawPlaceholder, recent }: PlaceholderDeps,
  { productId, title }: { readonly productId: string; readonly title: string | null },
  sender: PictureSender,
): Promise<{ readonly sent: SentPicture; readonly bytesToTelegram: number }> {
  const name = `placeholder ${JSON.stringify([productId, title])}`;
  const known = await sendKnown(recent, name, sender);
  if (known !== undefined) return { sent: known, bytesToTelegram: 0 };
  const bytes = await drawPlaceholder({ title: title ?? productId, productId });
  const sent = await sender.upload(bytes, "placeholder.jpg");
  const { fileId, fileUniqueId } = sent;
  if (fileId !== undefined) {
    recent.set(name, { fileId, fileUniqueId, sha256: undefined, captured: true });
  }
  return { sent, bytesToTelegram: bytes.length };
}

async function sendKnown(
  recent: RecentIds,
  name: string,
  sender: PictureSender,
): Promise<SentPicture | undefined> {
  const fileId = recent.get(name)?.fileId;
  if (fileId === undefined) return undefined;
  try {
    return await sender.byReference(fileId);
  } catch (error) {
    if (!(error instanceof ReferenceRefused)) throw error;
    recent.forget(fileId);
    return undefined;
  }
}
