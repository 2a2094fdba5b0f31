/** @file Says in words what the server or Telegram refuses. */
import { say } from "./language.js";

const words = () => [
  [/IMAGE_PROCESS_FAILED/, say("Telegram cannot read this picture. Send a JPEG, PNG or WebP.")],
  [
    /PHOTO_INVALID_DIMENSIONS/,
    say("Telegram takes no photo of this size or shape. Send it as a file."),
  ],
  [/file is too big|Request Entity Too Large/i, say("The file is too big for Telegram.")],
  [/bot was blocked/, say("You have blocked the bot. Unblock it in the menu ⋮.")],
];
const codes = () => ({
  unreachable: say("The server does not answer."),
  local_telegram_timeout: say("The bot does not answer yet. What you did waits for it."),
});

/** Returns a text for people about an error of the control. */
export function readable({ code, message }) {
  const known = words().find(([pattern]) => pattern.test(message));
  return codes()[code] ?? known?.[1] ?? message;
}
