import { describeError, logger } from "../log.ts";
import type {
  TelegramFile,
  TelegramFiles,
  TelegramLink,
  TelegramRefusal,
} from "../legacy_import/mod.ts";
import { retry, type RetryPolicy } from "../std/mod.ts";
import { createApi } from "./api.ts";
import { isNetworkError, isTemporarilyAway, OriginalUnavailable } from "./errors.ts";
import { createFetchOriginal, download, type FileHost, readBody } from "./originals.ts";

/** Telegram may be busy for some seconds. A file id of another bot gets the same answer as a busy Telegram. */
const POLICY: RetryPolicy = { maxAttempts: 3, firstPauseMs: 500, longestPauseMs: 2_000 };
const TELEGRAM = "https://api.telegram.org";

/** What tests change. */
export interface LegacyFilesOptions {
  readonly policy?: RetryPolicy;
  /** Telegram's own server, without a slash at its end. */
  readonly officialRoot?: string;
}

/** Creates the downloads of an import. Without `host` there is no bot: only links of other bots can be tried. */
export function createLegacyFiles(
  host: FileHost | undefined,
  { policy = POLICY, officialRoot = TELEGRAM }: LegacyFilesOptions = {},
): TelegramFiles {
  const botId = host === undefined ? undefined : Number(host.token.split(":")[0]);
  const fetchOriginal = host && createFetchOriginal(createApi(host), host);
  return {
    botId,
    takes: (link) => link.botId === botId || link.origin === officialRoot,
    byId: async (fileId) => {
      if (fetchOriginal === undefined) return { refused: "no_bot" };
      return await asked(policy, async () => {
        const original = await fetchOriginal(fileId);
        if ("bytes" in original) return { bytes: new Uint8Array(original.bytes) };
        return { refused: original.refused === "file_gone" ? "not_given" : original.refused };
      });
    },
    byLink: (link) => asked(policy, () => fetchLink(link, ownOf(link, host), officialRoot)),
  };
}

/** The bot's present token, for a link of this bot. The one in the link may be revoked. */
function ownOf({ botId }: TelegramLink, host: FileHost | undefined): FileHost | undefined {
  return host?.token.startsWith(`${botId}:`) ? host : undefined;
}

async function fetchLink(
  { path, token }: TelegramLink,
  own: FileHost | undefined,
  officialRoot: string,
): Promise<TelegramFile> {
  const { apiRoot, token: asking } = own ?? { apiRoot: officialRoot, token };
  const response = await download(`${apiRoot}/file/bot${asking}/${path}`, undefined);
  if (response.ok) return await readBody(response);
  await response.body?.cancel();
  if (response.status < 500 && response.status !== 429) return { refused: "link_ended" };
  throw new OriginalUnavailable(`Cannot download a file: status ${response.status}`);
}

async function asked(
  policy: RetryPolicy,
  work: () => Promise<TelegramFile>,
): Promise<TelegramFile> {
  try {
    return await retry(work, policy, { isTransient: isNetworkError });
  } catch (error) {
    const refused: TelegramRefusal = isTemporarilyAway(error) ? "not_given" : "unavailable";
    logger("legacy_import").warn("Telegram does not give a file: {error}", {
      error: describeError(error),
    });
    return { refused };
  }
}
