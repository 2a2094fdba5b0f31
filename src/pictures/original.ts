/** Why an original cannot be downloaded, now or later. */
export type OriginalRefused = "file_gone" | "file_too_big";

/**
 * Downloads what a user sent to the bot, by its file id. The signal ends the download. The bytes are the caller's, who may
 * release them.
 */
export type FetchOriginal = (
  fileId: string,
  signal?: AbortSignal,
) => Promise<{ readonly bytes: Uint8Array } | { readonly refused: OriginalRefused }>;
