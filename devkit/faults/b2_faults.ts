/**
 * The ways in which B2 can fail. {@link describeMoment} tries each of them at a moment.
 * @module
 */
import assert from "node:assert/strict";
import { logged } from "../world/shop_process.ts";
import { CAP_EXCEEDED, type Effect } from "../s3/front.ts";
import { type Cell, describeShared } from "./matrix.ts";
import { until } from "../testing/until.ts";
import type { Commanded, Moment } from "./b2_moments.ts";
import { assertNothingLost, type Pictures } from "./invariants.ts";
import { plainRun } from "./ledger.ts";
import { IMPATIENT, limitAttempts } from "./operators.ts";
import { type FaultShop, openFaultShop } from "./shop.ts";
import { failedBy, isLogged, isPutOff } from "./steps.ts";

interface Fault {
  readonly name: string;
  /** `down`: the host refuses connections. */
  readonly effect: Effect | "down";
  /** Only one request fails. The shop repeats it at once, and no user or operator notices. */
  readonly once?: true;
  /** The fault can happen only to these requests. */
  readonly method?: "PUT" | "GET";
  /** The fault can happen only to keys that contain this. A moment with its own `keyPart` overrides it. */
  readonly keyPart?: string;
  /** The shop tries again much later than after other failures. */
  readonly putsOff?: true;
  /**
   * The error code that the shop's log or the operator's command must name, and one that it must not name (`not`). With
   * `alarm` the log must also have a line of level error.
   */
  readonly says?:
    | { readonly code: string; readonly not?: string; readonly alarm?: true }
    | undefined;
}

const unavailable = { code: "storage_unavailable" };
const refused = { code: "storage_refused" };

const FAULTS: readonly Fault[] = [
  { name: "500", effect: { status: 500, code: "InternalError" }, says: unavailable },
  { name: "500, once", effect: { status: 500, code: "InternalError" }, once: true },
  {
    name: "503 with Retry-After: 0, once",
    effect: { status: 503, code: "ServiceUnavailable", retryAfter: "0" },
    once: true,
  },
  {
    name: "503 with Retry-After: 3600",
    effect: { status: 503, code: "ServiceUnavailable", retryAfter: "3600" },
    says: unavailable,
    putsOff: true,
  },
  {
    name: "403 cap exceeded",
    effect: CAP_EXCEEDED,
    says: { code: "storage_cap_exceeded", not: "storage_refused", alarm: true },
    putsOff: true,
  },
  {
    name: "403 bad credentials",
    effect: { status: 403, code: "InvalidAccessKeyId", message: "Malformed Access Key Id" },
    says: { ...refused, not: "storage_cap_exceeded" },
  },
  {
    name: "400 on checksum headers",
    effect: {
      status: 400,
      code: "InvalidArgument",
      message: "Unsupported header 'x-amz-checksum-crc32' received for this API call.",
    },
    says: refused,
  },
  {
    name: "501 on conditional puts",
    effect: { status: 501, code: "NotImplemented" },
    says: unavailable,
  },
  { name: "a reset before B2 acts", effect: "reset", says: unavailable },
  { name: "a reset in mid-body", effect: "reset_in_body", says: unavailable },
  { name: "a reset in mid-body, once", effect: "reset_in_body", once: true },
  { name: "a reset after B2 has acted", effect: "lost_answer", says: unavailable },
  { name: "a reset after B2 has acted, once", effect: "lost_answer", once: true },
  { name: "a truncated body", effect: "truncate", says: unavailable },
  {
    name: "an altered body",
    effect: "alter",
    method: "GET",
    // A listing has no hash.
    keyPart: ".jpg",
    says: { code: "object_corrupt" },
  },
  { name: "an altered body", effect: "alter", method: "PUT", says: unavailable },
  {
    name: "B2 keeps other bytes than the shop sent",
    effect: "keep_altered",
    method: "PUT",
    says: { code: "object_corrupt" },
  },
  { name: "silence", effect: "silence", says: unavailable },
  { name: "no connection", effect: "down", says: unavailable },
];

/** The limit of an attempt while B2 is silent. */
const SILENCE_MS = 1000;

/** Registers a test that tries every fault at one moment, on one shop. */
export function describeMoment(moment: Moment): void {
  const { method } = moment.requests;
  const faults = FAULTS.filter((fault) => (fault.method ?? method) === method);
  const open = () => openFaultShop({ b2: IMPATIENT });
  describeShared("b2", moment.name, open, faults.map((fault) => cellOf(fault, moment)));
}

function cellOf(fault: Fault, moment: Moment): Cell<FaultShop> {
  return {
    fault: fault.name,
    moment: moment.name,
    expected: fault.once ? "the shop repeats it at once, and nobody notices" : moment.expected,
    run: (shop) => strike(shop, fault, moment),
  };
}

async function strike(shop: FaultShop, given: Fault, moment: Moment): Promise<Pictures> {
  const isUnnoticed = moment.unnoticed?.includes(given.says?.code ?? "") ?? false;
  const fault = isUnnoticed ? { ...given, says: undefined } : given;
  // An earlier cell may have failed and left its fault.
  shop.b2.heal();
  const since = shop.accepted.size;
  limitAttempts();
  const prepared = await moment.prepare(shop);
  const from = { log: shop.log.length, requests: shop.b2.log.length, strikes: shop.b2.strikes };
  await begin(shop, fault, moment);
  const lasts = !fault.once;
  const { productId, command } = await moment.act(shop, prepared, lasts);
  if (fault.effect !== "down") assert.ok(shop.b2.strikes > from.strikes, "the fault happened");
  if (fault.once) assertTriedAgain(shop, moment, from);
  if (command) assertCommanded(command, fault);
  assertSaid(shop, fault, moment, from.log);
  if (fault.putsOff && moment.inShop && moment.requests.method === "PUT") {
    await until(`the job of ${productId} postponed`, () => isPutOff(shop, productId, 30));
  }
  shop.b2.heal();
  limitAttempts();
  await shop.b2.up();
  await moment.after(shop, productId, lasts);
  assertHeadersKept(shop, from.requests);
  const added = lasts && !isUnnoticed ? moment.added ?? [] : [];
  const like = await plainRun(scenarioOf(moment));
  return await assertNothingLost(shop, { since, like, added });
}

async function begin({ b2 }: FaultShop, { effect, once, keyPart }: Fault, { requests }: Moment) {
  if (effect === "down") return await b2.down();
  if (effect === "silence") limitAttempts(SILENCE_MS);
  b2.fail({ keyPart, ...requests, effect, ...(once && { times: 1 }) });
}

/** Exactly one request failed, and it was sent twice. */
function assertTriedAgain(
  { b2 }: FaultShop,
  { requests: { method, keyPart = "" }, asks = 1 }: Moment,
  from: { readonly requests: number; readonly strikes: number },
): void {
  assert.equal(b2.strikes - from.strikes, 1, "one request failed");
  const sent = b2.log.slice(from.requests).filter((request) => request.method === method);
  const struck = sent.find(({ key }) => key.includes(keyPart));
  assert.equal(sent.filter(({ key }) => key === struck?.key).length, asks + 1, "tried again once");
}

/**
 * The command names the error and leaves work for the next run. Without an error it prints nothing.
 */
function assertCommanded({ left, said }: Commanded, { says }: Fault): void {
  assert.deepEqual(
    [...new Set(said)],
    says === undefined ? [] : [says.code],
    "the reported errors",
  );
  if (says === undefined) assert.equal(left, 0, "nothing is left");
  else assert.notEqual(left, 0, "something is left");
}

function assertSaid(
  shop: FaultShop,
  { says, once }: Fault,
  { inShop }: Moment,
  from: number,
): void {
  for (const event of once ? ["image_waits", "picture_unavailable"] as const : []) {
    assert.ok(!isLogged(shop, logged(event), from), "nobody notices");
  }
  if (says === undefined) return;
  // An operator's command reports the error itself, and the log has no line.
  if (inShop) assert.ok(isLogged(shop, failedBy(says.code), from), `the log says ${says.code}`);
  if (says.alarm) {
    assert.ok(isLogged(shop, logged("cap_reached", { level: "error" }), from), "an alarm");
  }
  if (says.not) assert.ok(!isLogged(shop, failedBy(says.not), from), `and not ${says.not}`);
}

/** No request has a header that B2 refuses. */
function assertHeadersKept({ b2 }: FaultShop, from: number): void {
  const names = b2.log.slice(from).flatMap(({ headers }) => Object.keys(headers));
  assert.deepEqual(
    names.filter((name) => /checksum|^if-(none-)?match$|^x-amz-acl$/.test(name)),
    [],
  );
}

const scenarios = new Map<Moment, (shop: FaultShop) => Promise<void>>();

/** The steps of a moment without a fault. Each moment has one function, so `plainRun` runs them once. */
function scenarioOf(moment: Moment): (shop: FaultShop) => Promise<void> {
  const scenario = scenarios.get(moment) ?? (async (shop) => {
    const { productId, command } = await moment.act(shop, await moment.prepare(shop), false);
    if (command) assert.deepEqual(command, { left: 0, said: [] }, "the command does all");
    await moment.after(shop, productId, false);
  });
  scenarios.set(moment, scenario);
  return scenario;
}
