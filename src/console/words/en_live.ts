import { one } from "./count.ts";

const n = (value: number) => value.toLocaleString("en");
const count = (value: number, single: string, several = `${single}s`) =>
  `${n(value)} ${one(value) ? single : several}`;

/** How much of each kind a run of reconcile has found. */
interface FoundCounts {
  readonly missing: number;
  readonly altered: number;
  readonly orphaned: number;
  readonly superseded: number;
}

/** The texts of live pages, of long work, of pauses and of the comparison with B2 in English. */
export const EN_LIVE = {
  live: {
    on: "Live",
    off: "Cut off: what you see may be old. Trying again.",
    trouble: "The shop cannot answer now: what you see may be old. Trying again.",
    ended: "The session has ended. Load the page again to log in.",
    moved: "Live in your newer windows. Load the page again to see what is new.",
    full: "Too many pages are live: this one is not. Trying again.",
  },
  works: {
    work: "Work",
    since: "Since",
    begins: "It begins.",
    progress: (done: number, of: number): string => `${n(done)} of ${n(of)}`,
    stops: "It ends at its next step.",
    cancelled: (done: number, of: number): string =>
      of === 0 ? "Stopped before it began." : `Stopped after ${n(done)} of ${n(of)}.`,
    failed: {
      cut_off: "Its process was killed. Do it again.",
      stopped: "Its process was stopped. Do it again.",
    } as Readonly<Record<string, string>>,
    ended: (outcome: string, how: string) =>
      `It has ended already: ${outcome}. ${how} Nothing was done.`,
  },
  pauses: {
    paused: (queue: string) => `Paused: ${queue}`,
    since: (at: string, by: string) => `No job is started since ${at}. Paused by ${by}.`,
    works: (queue: string) => `It is not paused: ${queue}. Nothing was done.`,
    pauseAll: "Pause all queues",
    unknown: "There is no such queue",
    unknownText: (queue: string) => `No queue is called ${queue}. Nothing was done.`,
  },
  reconcile: {
    title: "B2 and log",
    lead: "Objects in B2 that are not what the event log says.",
    comparisons: "Comparisons",
    pages: { columns: "Columns and log", b2: "B2 and log" },
    last: "Found last",
    never: "Never compared.",
    object: "Object",
    compared: (objects: number, pictures: number, at: string, deep: boolean) =>
      `Compared ${count(objects, "object")} with ${count(pictures, "picture")}, ${at}, ${
        deep ? "by their hashes" : "by their sizes"
      }.`,
    found: (at: string, { missing, altered, orphaned, superseded }: FoundCounts) =>
      `${at}: ${n(missing)} missing, ${n(altered)} altered, ${n(orphaned)} orphaned, ${
        n(superseded)
      } replaced`,
    stale: (found: string) => `It was compared again meanwhile. ${found}. Nothing was done.`,
    refused: (why: string) => `This object: ${why}. Nothing was done.`,
    agrees: "B2 and log agree",
    agreesText: "No picture is missing, and no object is left over.",
    notAll: "Not everything was done: the list says what and why.",
    notKept: "This list was not kept by the release that made it. Compare again.",
    first: (most: number) => `The first ${n(most)} are below.`,
    groups: {
      lost: (objects: number) => `Missing or altered: ${n(objects)}`,
      spare: (objects: number) => `Left over: ${n(objects)}`,
    },
    groupTexts: {
      lost: "The log has these pictures, and B2 does not have them as they were stored.",
      spare:
        "B2 has these objects, and no product shows them. They may be deleted 48 hours after they became spare.",
    },
    kinds: {
      missing: "missing",
      altered: "altered",
      orphaned: "orphaned",
      superseded: "replaced",
    },
    counts: {
      missing: "missing",
      altered: "altered",
      orphaned: "orphaned",
      superseded: "replaced",
      repaired: "restored",
      invalidated: "given up",
      adopted: "given back",
      deleted: "deleted",
    } as Readonly<Record<string, string>>,
    bytes: (bytes: number) => `${n(bytes)} bytes`,
    since: "since",
    erased: "its product is deleted for good",
    recent: "too new to be deleted",
    results: {
      put_back: "put back",
      made_anew: "made anew",
      invalidated: "given up: the shop shows a placeholder",
      kept: "no copy is left",
      failed: "it failed, and can be tried again",
      superseded: "another picture is shown now",
      removed: "its seller removed the picture",
      deleted: "deleted",
      adopted: "given back to its product",
      unknown_product: "there is no such product",
      withdrawn: "the product is off sale",
      has_picture: "the product has a picture",
      recent: "too new: 48 hours must pass",
      ambiguous: "two covers were put at the same time",
      outdated: "the shop had a later picture",
      no_picture: "it is gone, or is not the picture that its name says",
      named_meanwhile: "it is used again",
      gone: "it is gone already",
      odd_key: "only you can delete it, at Backblaze",
    } as Readonly<Record<string, string>>,
  },
};
