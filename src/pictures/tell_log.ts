import { imageName, type ImageType } from "../domain/mod.ts";
import { describeError, logger, named } from "../log.ts";

/**
 * Appends what a view found out about a file id. If PostgreSQL fails, the view goes on: its picture is shown, and the
 * next view finds out the same.
 */
export async function tellLog(
  { productId, imageType, picture }: {
    readonly productId: string;
    readonly imageType: ImageType;
    readonly picture?: number | undefined;
  },
  append: () => Promise<unknown>,
): Promise<void> {
  try {
    await append();
  } catch (error) {
    const about = { productId, imageType: imageName(imageType, picture) };
    const failed = named("event_log_not_told", { ...about, error: describeError(error) });
    logger("delivery").warn("The event log could not be told: {error}", failed);
  }
}
