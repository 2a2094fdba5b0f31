/**
 * Which picture is shown, from where, sent how: the ladder from Telegram's own copy down to a drawing, the
 * capture of file ids, and the healing of dead ones. It knows no bot and no chat; where a picture goes is the
 * caller's `PictureSender`. It also names what those have in common who ask for pictures to be stored,
 * store them and restore them.
 * @module
 */
export * from "./deliver.ts";
export * from "./file_ids.ts";
export * from "./picture.ts";
export * from "./sources.ts";
export * from "./storing.ts";
export * from "./tally.ts";
