import { one } from "./count.ts";

const n = (value: number) => value.toLocaleString("en");
const pictures = (value: number) => `${n(value)} ${one(value) ? "picture" : "pictures"}`;

/** The texts of plots and savings in English. */
export const EN_COUNTS = {
  plots: {
    title: "Pictures shown",
    span: "Time",
    spans: { hour: "Hour", day: "24 hours", month: "30 days", year: "Year" },
    from: "From",
    shown: "By source",
    latency: "Time to show one, ms",
    p50: "Half within",
    p99: "99% within",
    table: "The same numbers in a table",
    none: "No picture was shown in this time.",
    total: (shown: number, percent: number) =>
      `${pictures(shown)}, ${n(percent)}% of them by Telegram's own copy.`,
    rungs: {
      file_id: "Telegram",
      disk: "disk",
      b2: "B2",
      legacy: "older file",
      url: "other host",
      placeholder: "placeholder",
    },
  },
  savings: {
    title: "Savings",
    lead: "Beside the older way: at each view, it downloads the picture from B2 and uploads it.",
    time: "Time",
    times: { month: "30 days", all: "All" },
    none: "Nothing to compare yet",
    noneText: "Once a picture of the bucket was shown, its savings are here within a minute.",
    since: (shown: number, day: string) => `${pictures(shown)} of the bucket, since ${day}.`,
    avoided: "Avoided",
    ours: "This shop",
    older: "Older way",
    rows: {
      uploads: "Uploads to Telegram",
      uploadedBytes: "Uploaded to Telegram",
      downloads: "Calls to B2 (GetObject)",
      downloadedBytes: "Downloaded from B2",
      dollars: "B2's price of these",
      dollarsBeyondFree: "Beyond what is free each day",
    },
    perDay: "Uploads, day by day",
    made: "made",
    notMade: "avoided",
    day: "Day",
    sizes:
      "Bytes of the older way are reckoned with the mean size of stored pictures. Storage and the first upload to B2 are the same in both ways. What the warm-up of a new bot uploads counts as this shop's. Pictures in inline mode are not counted: Telegram does not say which of them are seen.",
    unknown: (sizes: string) =>
      `No stored picture of this size is known, it counts as 0: ${sizes}.`,
  },
};
