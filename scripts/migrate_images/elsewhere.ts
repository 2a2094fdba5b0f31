import { WrongSettings } from "../../src/command.ts";
import type { HeldCounts, HeldKind } from "../../src/legacy_import/mod.ts";
import { isPermitted } from "../../src/permissions.ts";
import { formatCount } from "../support/lines.ts";

/** The command line that allows every host, except where clouds keep their credentials. */
const IN_AN_IMAGE =
  "deno run -P=start --allow-net --deny-net=169.254.0.0/16 scripts/migrate_images.ts --fetch …";

/**
 * Checks that this process may ask any host. The image allows only the hosts of the shop.
 *
 * @throws {WrongSettings} with the command line that allows it.
 */
export function assertMayFetch(): void {
  if (isPermitted({ name: "net" })) return;
  throw new WrongSettings([`--fetch asks hosts that this process may not reach: ${IN_AN_IMAGE}`]);
}

/** What a column holds, and what brings the picture in. In the order of the lines. */
const HELD: Readonly<Record<HeldKind, string>> = {
  path: "the path of a file. --root brings it in",
  web: "an address of another host. Telegram shows it as long as\n" +
    "          the host has it. --fetch brings it in",
  file_id: "a Telegram file_id. TELEGRAM_BOT_TOKEN of its bot brings it in",
  telegram_file: "a link of Telegram, which ends after an hour, with the token of\n" +
    "          a bot. Whoever reads the row has the bot: renew its token",
  inline: "the picture as text. --root or --fetch brings it in",
  bucket: "an object of the bucket that is in no event. --adopt records it",
  several: "a list of pictures. --root or --fetch brings them in",
  file_unique_id: "a file_unique_id. Nobody can get a file by it",
  other_url: "another address, such as ftp://. Save the file below --root",
};

/** Lines about the pictures that are not stored yet; none if there are none. */
export function describeHeld(held: HeldCounts): string[] {
  const lines = Object.entries(HELD).flatMap(([kind, text]) => {
    const number = held[kind as HeldKind];
    return number === undefined ? [] : `${formatCount(number).padStart(8)}  ${text}`.split("\n");
  });
  return lines.length === 0
    ? []
    : ["Pictures that are not stored, by what their columns hold:", ...lines];
}
