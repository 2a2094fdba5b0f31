import { refused } from "../errors.ts";
import type { Signal } from "../state/signal.ts";
import type { PageAdditions, PagePanels, PageText, PanelEntry } from "./additions.ts";

/** A page that connects gets this many of the latest entries. */
const MAX_ENTRIES = 400;
/** How often an idle stream sends a sign of life. */
const HEARTBEAT_MS = 15_000;

interface Shown {
  readonly number: number;
  readonly at: number;
  readonly panelId: string;
  readonly entry: PanelEntry;
}

/**
 * The panels of the page. Each entry has a number, and a reader that connects again gets every entry after the last one
 * that it has seen. The ids of the stream begin with the id of this run: a reader of an earlier run begins anew.
 */
export class PanelFeed implements PagePanels {
  readonly #runId = crypto.randomUUID().slice(0, 8);
  readonly #additions: PageAdditions;
  readonly #signal: Signal;
  readonly #now: () => number;
  #entries: Shown[] = [];
  #last = 0;

  constructor(additions: PageAdditions, signal: Signal, now: () => number) {
    this.#additions = additions;
    this.#signal = signal;
    this.#now = now;
  }

  show(panelId: string, entry: PanelEntry): void {
    this.#entries.push({ number: ++this.#last, at: this.#now(), panelId, entry });
    if (this.#entries.length > 2 * MAX_ENTRIES) this.#entries = this.#entries.slice(-MAX_ENTRIES);
    this.#signal.notify();
  }

  /** What the page has to draw, without what the actions do. */
  describe() {
    const { sides = [], panels = [] } = this.#additions;
    return {
      sides,
      panels: panels.map(({ actions = [], ...panel }) => ({
        ...panel,
        actions: actions.map(({ id, label, hint }) => ({ id, label, hint })),
      })),
    };
  }

  /** Runs an action, and returns what it tells. */
  async run(panelId: string, actionId: string): Promise<PageText> {
    const panel = this.#additions.panels?.find(({ id }) => id === panelId);
    const action = panel?.actions?.find(({ id }) => id === actionId);
    if (action === undefined) {
      throw refused(`Cannot do "${actionId}" of panel "${panelId}": no such action`);
    }
    return await action.run();
  }

  /** The entries as server-sent events: those after `lastId`, then those that come. */
  async *lines(lastId: string | null, gone: AbortSignal): AsyncGenerator<string> {
    const [runId, number] = (lastId ?? "").split("-");
    let seen = runId === this.#runId ? Number(number) : 0;
    if (seen === 0) yield `event: begin\ndata: \n\n`;
    while (!gone.aborted) {
      const fresh = this.#entries.filter((shown) => shown.number > seen);
      if (fresh.length === 0) yield ": alive\n\n";
      for (const shown of fresh) {
        seen = shown.number;
        yield `id: ${this.#runId}-${seen}\nevent: entry\ndata: ${JSON.stringify(shown)}\n\n`;
      }
      const changed = () => this.#last !== seen || undefined;
      try {
        await this.#signal.until(changed, { timeoutMs: HEARTBEAT_MS, abort: gone });
      } catch {
        // The reader has left, or the server is closing.
        return;
      }
    }
  }
}
