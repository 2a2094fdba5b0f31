import { within } from "./until.ts";

/** Spreads webhook deliveries over processes, as the load balancer of a host does. */
export interface Balancer extends AsyncDisposable {
  /** The URL that Telegram calls. */
  readonly url: string;
  /** Deliveries so far. Each attempt counts. */
  readonly deliveries: number;
  /** Deliveries without a 2xx answer. Telegram repeats them. */
  readonly failures: number;
  /** Failures where a process had taken the delivery, but died or cut the connection before it answered. */
  readonly broken: number;
  /** How often an update was delivered so far. */
  deliveriesOf(updateId: number): number;
  /** The address of the process that is handling an update now. */
  holderOf(updateId: number): string | undefined;
  /** Deliveries that went to all processes at once. */
  readonly doubled: number;
  /** Updates that were delivered, but have no 2xx answer yet. */
  readonly unanswered: readonly number[];
  /** Adds the process with this address. */
  add(url: string): void;
  /** Removes a process. Does nothing if it was not added. */
  remove(url: string): void;
  /** Sends each of the next deliveries to all processes at once. Telegram does the same when an answer is late. */
  double(times: number): void;
  /** Resolves once these updates have a 2xx answer. */
  handled(updateIds: readonly number[]): Promise<void>;
  /** Resolves once this many updates have a 2xx answer. */
  handledCount(count: number): Promise<void>;
}

/**
 * Opens a balancer. Deliveries go to the processes in turn. When a process is dead, the balancer answers 502 and tries
 * no other one: Telegram delivers again. A process that answers 503 gets nothing more.
 */
export function openBalancer(): Balancer {
  return new RoundRobin();
}

/** The part of an update that the balancer reads. */
interface Update {
  readonly update_id: number;
}

class RoundRobin implements Balancer {
  deliveries = 0;
  failures = 0;
  broken = 0;
  doubled = 0;
  readonly #members: string[] = [];
  readonly #delivered = new Map<number, number>();
  readonly #handled = new Set<number>();
  readonly #holders = new Map<number, string>();
  // On a kept connection `fetch` repeats a broken request by itself. The balancer must see each break.
  readonly #client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  readonly #server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request) => this.#deliver(request),
  );
  #toDouble = 0;
  #turn = 0;
  /** Resolves when another update is handled. */
  #another = Promise.withResolvers<void>();

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  get unanswered(): readonly number[] {
    return [...this.#delivered.keys()].filter((id) => !this.#handled.has(id));
  }

  deliveriesOf(updateId: number): number {
    return this.#delivered.get(updateId) ?? 0;
  }

  holderOf(updateId: number): string | undefined {
    return this.#holders.get(updateId);
  }

  add(url: string): void {
    this.#members.push(url);
  }

  remove(url: string): void {
    const at = this.#members.indexOf(url);
    if (at !== -1) this.#members.splice(at, 1);
  }

  double(times: number): void {
    this.#toDouble += times;
  }

  handled(updateIds: readonly number[]): Promise<void> {
    return this.#until(() => updateIds.every((id) => this.#handled.has(id)));
  }

  handledCount(count: number): Promise<void> {
    return this.#until(() => this.#handled.size >= count);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
    this.#client.close();
  }

  async #deliver(request: Request): Promise<Response> {
    this.deliveries++;
    const body = await request.bytes();
    const { update_id } = JSON.parse(new TextDecoder().decode(body)) as Update;
    this.#delivered.set(update_id, this.deliveriesOf(update_id) + 1);
    const answers = this.#nextMembers().map((member) =>
      this.#deliverTo(member, update_id, request, body)
    );
    const responses = await Promise.all(answers);
    const response = responses.find(({ ok }) => ok) ?? responses[0]!;
    if (response.ok) this.#note(update_id);
    else this.failures++;
    return response;
  }

  #nextMembers(): readonly (string | undefined)[] {
    if (this.#toDouble > 0 && this.#members.length > 1) {
      this.#toDouble--;
      this.doubled++;
      return [...this.#members];
    }
    return [this.#members[this.#turn++ % this.#members.length]];
  }

  async #deliverTo(
    member: string | undefined,
    updateId: number,
    request: Request,
    body: Uint8Array<ArrayBuffer>,
  ): Promise<Response> {
    if (member === undefined) return badGateway();
    this.#holders.set(updateId, member);
    const answer = await forward({ member, client: this.#client, request, body });
    this.#holders.delete(updateId);
    if (answer === "broken") this.broken++;
    if (typeof answer === "string") return badGateway();
    // The process is about to stop.
    if (answer.status === 503) this.remove(member);
    return answer;
  }

  #note(updateId: number): void {
    this.#handled.add(updateId);
    this.#another.resolve();
    this.#another = Promise.withResolvers<void>();
  }

  /** Waits as long as updates are being handled. If none is any more, the wait hangs. */
  async #until(isOver: () => boolean): Promise<void> {
    while (!isOver()) await within(this.#another.promise, "another update handled");
  }
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
    // A closing port may reset a connection before it is open. Then no process took the delivery.
    return /client error \(Connect\)/.test(Deno.inspect(error)) ? "refused" : "broken";
  }
}

function badGateway(): Response {
  return Response.json({ error: "bad_gateway" }, { status: 502 });
}
