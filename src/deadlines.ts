/**
 * How long the process waits for things outside of it, and why. Nothing outside is waited for without a limit. The table in
 * docs/operations.md shows the same.
 * @module
 */

/** One limit. */
export interface Deadline {
  readonly ms: number;
  /** What is waited for, as an operator names it. */
  readonly what: string;
  /** Why so long, and what happens then. */
  readonly why: string;
}

/** All limits, by their names. */
export const DEADLINES = {
  connect: {
    ms: 10_000,
    what: "PostgreSQL: a connection, with DNS, or a free one of the pool",
    why: "A server that starts needs some seconds. The update or job is tried again",
  },
  silence: {
    ms: 5_000,
    what: "PostgreSQL: the answer to a statement, before the server is asked about it",
    why: "Statements of the shop take some milliseconds. One that the server works on goes on",
  },
  question: {
    ms: 5_000,
    what: "PostgreSQL: the answer to this question, on a new connection",
    why: "It reads one row. Without an answer the statement fails and is tried again",
  },
  statement: {
    ms: 60_000,
    what: "PostgreSQL: a statement of the shop or its queue that the server works on",
    why:
      "It waits for a row that another one holds. Then it is cancelled and fails. Commands have no limit",
  },
  telegram: {
    ms: 20_000,
    what: "Telegram: a call",
    why: "An upload of a photo takes some seconds. The update is tried again, up to four times",
  },
  updates: {
    ms: 45_000,
    what: "Telegram: getUpdates, which waits for 30 s",
    why: "15 s for the answer itself. Then it is called again",
  },
  original: {
    ms: 60_000,
    what: "Telegram: the download of a photo of up to 20 MB",
    why: "3 Mbit/s are enough. Then the job is tried again",
  },
  foreignPicture: {
    ms: 60_000,
    what: "Another host: a picture that migrate-images fetches, with repetitions",
    why: "3 Mbit/s are enough for 20 MB. Then the picture is left for the next run",
  },
  foreignAnswer: {
    ms: 15_000,
    what: "Another host: a connection and the head of its answer",
    why: "Slow hosts need some seconds. Then it is tried again, three times",
  },
  b2View: {
    ms: 5_000,
    what: "B2: a picture that a buyer waits for, with repetitions",
    why: "The buyer still looks. Then the next source or a placeholder is shown",
  },
  b2Job: {
    ms: 90_000,
    what: "B2: a call of a job, with repetitions",
    why:
      "It outlasts a short outage. An original gets as much more as it takes at 3 Mbit/s. Then the job is tried again later",
  },
  render: {
    ms: 30_000,
    what: "The render process: one picture",
    why: "12 megapixels take 1.5 s. Then the process is killed, and the job is tried again",
  },
  requestHead: {
    ms: 10_000,
    what: "An HTTP client: the head of its request",
    why: "It is sent at once, and in one piece. Then the connection is closed",
  },
  kept: {
    ms: 65_000,
    what: "An HTTP client that knows the webhook's secret: the head of its next request",
    why:
      "Telegram and proxies keep a connection for a minute. A connection of its own costs more than an update",
  },
  requestBody: {
    ms: 10_000,
    what: "An HTTP client: the body of its request",
    why: "An update has some kilobytes. Then the connection is closed",
  },
  answer: {
    ms: 10_000,
    what: "An HTTP client: taking its answer",
    why: "Answers are small. Then the connection is closed",
  },
  close: {
    ms: 1_000,
    what: "An HTTP client or PostgreSQL: closing a connection that we have ended",
    why: "It takes one round trip. Then we drop it",
  },
  readiness: {
    ms: 3_000,
    what: "A check of /readyz",
    why: "Hosts give a probe some seconds. Then it says timed_out",
  },
  doctor: {
    ms: 30_000,
    what: "A check of deno task doctor",
    why: "Calls to B2 and Telegram have limits of their own. Then its line says fail",
  },
  pollingLoop: {
    ms: 120_000,
    what: "The polling loop: an answer of Telegram",
    why: "Two calls of getUpdates and a pause. Then /readyz and the log say so",
  },
  oldestUpdate: {
    ms: 180_000,
    what: "An update: until it is complete",
    why: "Four attempts at a slow Telegram. Then /readyz and the log say so",
  },
  jobsLoop: {
    ms: 60_000,
    what: "A queue: a look for jobs, after its usual pause",
    why: "A look takes some milliseconds. Then /readyz and the log say so",
  },
  job: {
    ms: 300_000,
    what: "A job: until it ends",
    why: "Download, render and upload have limits of their own. Then it is tried again",
  },
  lastUpdates: {
    ms: 5_000,
    what: "The stop: updates that run",
    why: "Half of the 10 s that a host gives. Telegram delivers them again",
  },
  lastJobs: {
    ms: 2_000,
    what: "The stop: jobs that run",
    why: "A share of these 10 s. Another process repeats them",
  },
  lastCounts: {
    ms: 1_000,
    what: "The stop: the last counts of shown pictures",
    why: "One transaction of some milliseconds. Then up to a minute of these counts is lost",
  },
  lastAnswers: {
    ms: 1_000,
    what: "The stop: HTTP requests that run",
    why: "A share of these 10 s. They get 503",
  },
  stop: {
    ms: 9_000,
    what: "The stop: everything",
    why: "A host kills the process after 10 s",
  },
} as const satisfies Readonly<Record<string, Deadline>>;
