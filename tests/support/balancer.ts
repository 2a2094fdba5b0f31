import { within } from "./until.ts";

/** Spreads webhook deliveries over processes, as the load balancer of a host does. */
export interface Balancer extends AsyncDisposable {
  /** What Telegram is told to call. */
  readonly url: string;
  /** Deliveries so far, each attempt counted. */
  readonly deliveries: number;
  /** Deliveries that were not answered 2xx: Telegram makes them again. */
  readonly failures: number;
  /** Failures of processes that had taken the delivery, and died or broke off before they answered. */
  readonly broken: number;
  /** How often an update was delivered so far. */
  deliveriesOf(updateId: number): number;
  /** The address of the process that has an update in hand now. */
  holderOf(updateId: number): string | undefined;
  /** Deliveries that went to all processes at once. */
  readonly doubled: number;
  /** Updates that were delivered, and that no process has answered 2xx by now. */
  readonly unanswered: readonly number[];
  /** Lets a process take part; `url` is its address. */
  add(url: string): void;
  /** Sends nothing more to a process; nothing changes where it took no part. */
  remove(url: string): void;
  /** Hands the next so many deliveries to all processes at once, as when one is made again because its answer is late. */
  double(times: number): void;
  /** Resolves once a process has answered 2xx to these updates. */
  handled(updateIds: readonly number[]): Promise<void>;
  /** Resolves once so many updates have been answered 2xx. */
  handledCount(count: number): Promise<void>;
}

/**
 * Opens a balancer. Each delivery goes to the next process in turn; it tries no other one when that is dead, but
 * answers 502: to deliver again is Telegram's business. Who answers 503 is given nothing more.
 */
export function openBalancer(): Balancer {
  const members: string[] = [];
  const delivered = new Map<number, number>();
  const handled = new Set<number>();
  const holders = new Map<number, string>();
  // `fetch` sends again by itself what breaks on a connection that was kept: that a process broke off would go unseen.
  const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const counts = { deliveries: 0, failures: 0, broken: 0, doubled: 0 };
  let toDouble = 0;
  /** Resolves when another update is handled. */
  let another = Promise.withResolvers<void>();
  let turn = 0;

  async function pass(request: Request): Promise<Response> {
    counts.deliveries++;
    const body = await request.bytes();
    const { update_id } = JSON.parse(new TextDecoder().decode(body)) as Update;
    delivered.set(update_id, (delivered.get(update_id) ?? 0) + 1);
    const passed = takers().map((member) => passTo(member, update_id, request, body));
    const responses = await Promise.all(passed);
    const response = responses.find(({ ok }) => ok) ?? responses[0]!;
    if (response.ok) note(update_id);
    else counts.failures++;
    return response;
  }

  async function passTo(
    member: string | undefined,
    updateId: number,
    request: Request,
    body: Uint8Array<ArrayBuffer>,
  ): Promise<Response> {
    if (member === undefined) return badGateway();
    holders.set(updateId, member);
    const answer = await forward({ member, client, request, body });
    holders.delete(updateId);
    if (answer === "broken") counts.broken++;
    // It is about to go, and says so.
    if (typeof answer !== "string" && answer.status === 503) remove(member);
    return typeof answer === "string" ? badGateway() : answer;
  }

  function takers(): readonly (string | undefined)[] {
    if (toDouble > 0 && members.length > 1) {
      toDouble--;
      counts.doubled++;
      return [...members];
    }
    return [members[turn++ % members.length]];
  }

  function remove(url: string): void {
    const at = members.indexOf(url);
    if (at !== -1) members.splice(at, 1);
  }

  function note(updateId: number): void {
    handled.add(updateId);
    another.resolve();
    another = Promise.withResolvers<void>();
  }

  /** Waits as long as updates are being handled: that none is any more is taken for a hang. */
  async function until(isOver: () => boolean): Promise<void> {
    while (!isOver()) await within(another.promise, "another update to be handled");
  }

  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, pass);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    get deliveries() {
      return counts.deliveries;
    },
    get failures() {
      return counts.failures;
    },
    get broken() {
      return counts.broken;
    },
    deliveriesOf: (updateId) => delivered.get(updateId) ?? 0,
    holderOf: (updateId) => holders.get(updateId),
    get doubled() {
      return counts.doubled;
    },
    get unanswered() {
      return [...delivered.keys()].filter((id) => !handled.has(id));
    },
    add: (url) => void members.push(url),
    remove,
    double: (times) => void (toDouble += times),
    handled: (updateIds) => until(() => updateIds.every((id) => handled.has(id))),
    handledCount: (count) => until(() => handled.size >= count),
    [Symbol.asyncDispose]: async () => {
      await server.shutdown();
      client.close();
    },
  };
}

/** As much of an update as is looked at here. */
interface Update {
  readonly update_id: number;
}

interface Forwarded {
  readonly member: string;
  readonly client: Deno.HttpClient;
  readonly request: Request;
  readonly body: Uint8Array<ArrayBuffer>;
}

async function forward(
  { member, client, request, body }: Forwarded,
): Promise<Response | "refused" | "broken"> {
  const headers = new Headers(request.headers);
  for (const name of ["host", "connection", "content-length"]) headers.delete(name);
  try {
    const { method, url } = request;
    const target = `${member}${new URL(url).pathname}`;
    const response = await fetch(target, { method, headers, body, client });
    return new Response(await response.bytes(), { status: response.status });
  } catch (error) {
    // Whoever closes its port may reset a connection that is not yet there: nobody took the delivery then either.
    return /client error \(Connect\)/.test(Deno.inspect(error)) ? "refused" : "broken";
  }
}

function badGateway(): Response {
  return Response.json({ error: "bad_gateway" }, { status: 502 });
}
