/**
 * The steps of the fallback chain, best first: Telegram's own copy, the disk cache, B2, a legacy shop's local file or
 * foreign URL, and the placeholder that is drawn when nothing else can be had.
 */
export const RUNGS = ["file_id", "disk", "b2", "legacy", "url", "placeholder"] as const;

/** One of {@link RUNGS}. */
export type Rung = (typeof RUNGS)[number];
