/** @file Says in words what the server or Telegram refuses. */

const WORDS = [
  [/IMAGE_PROCESS_FAILED/, "Telegram cannot read this picture. Send a JPEG, PNG or WebP."],
  [/PHOTO_INVALID_DIMENSIONS/, "Telegram takes no photo of this size or shape. Send it as a file."],
  [/file is too big|Request Entity Too Large/i, "The file is too big for Telegram."],
  [/bot was blocked/, "You have blocked the bot. Unblock it in the menu ⋮."],
];
const CODES = {
  unreachable: "The server does not answer.",
  local_telegram_timeout: "The bot does not answer yet. What you did waits for it.",
};

/** Returns a text for people about an error of the control. */
export function readable({ code, message }) {
  const known = WORDS.find(([pattern]) => pattern.test(message));
  return CODES[code] ?? known?.[1] ?? message;
}
