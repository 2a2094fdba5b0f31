import { join } from "node:path";

/** One change. It has no value when the row was deleted. */
type Change = readonly [collection: string, key: string, value?: unknown];

const FLUSH_DELAY_MS = 25;
/** The journal is rewritten after this many changes, so that it does not grow forever. */
const COMPACT_AFTER = 20_000;

/** Rows by key. A journal makes it and writes its changes down. Rows are replaced, never changed in place. */
export class Collection<Row> {
  readonly #rows = new Map<string, Row>();
  /** The same rows by the key's part before the last colon. This makes it fast to find the messages of a chat. */
  readonly #groups = new Map<string, Map<string, Row>>();
  readonly #changed: (key: string) => void;

  /** @param changed Called with the key of each row that is set or deleted. */
  constructor(changed: (key: string) => void) {
    this.#changed = changed;
  }

  /** Returns the row, or undefined. */
  get(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  /** Returns all rows, oldest key first. */
  values(): Row[] {
    return [...this.#rows.values()];
  }

  /** Returns the rows whose keys are `<group>:<name>` without a further colon, oldest key first. */
  valuesOf(group: string): Row[] {
    return [...this.#groups.get(group)?.values() ?? []];
  }

  /** Returns all keys with their rows, oldest key first. */
  entries(): [string, Row][] {
    return [...this.#rows.entries()];
  }

  /** Adds or replaces a row. */
  set(key: string, row: Row): void {
    this.#rows.set(key, row);
    const group = groupOf(key);
    const rows = this.#groups.get(group) ?? new Map<string, Row>();
    this.#groups.set(group, rows.set(key, row));
    this.#changed(key);
  }

  /** Removes a row and returns whether it existed. */
  delete(key: string): boolean {
    const existed = this.#rows.delete(key);
    this.#groups.get(groupOf(key))?.delete(key);
    if (existed) this.#changed(key);
    return existed;
  }
}

function groupOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf(":")));
}

/** Makes collections. With a folder, their rows survive a kill of the process. */
export interface Journal extends AsyncDisposable {
  /** Returns the collection of this name, with the rows of earlier runs. */
  collection<Row>(name: string): Collection<Row>;
}

/**
 * Opens `journal.jsonl` in `dir`, or keeps everything in memory when there is no `dir`. Each flush writes one line. A
 * kill can cut off the last line; then the whole batch is lost, never a part of it. There is no fsync: the file
 * survives a kill of the process, but perhaps not a power cut.
 */
export async function openJournal(dir?: string): Promise<Journal> {
  if (dir === undefined) return new MemoryJournal();
  await Deno.mkdir(dir, { recursive: true });
  const journal = new FileJournal(join(dir, "journal.jsonl"));
  await journal.load();
  return journal;
}

class MemoryJournal implements Journal {
  collection<Row>(): Collection<Row> {
    return new Collection<Row>(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

class FileJournal implements Journal {
  readonly #path: string;
  readonly #collections = new Map<string, Collection<unknown>>();
  #dirty = new Map<string, readonly [collection: string, key: string]>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();
  #appended = 0;

  constructor(path: string) {
    this.#path = path;
  }

  collection<Row>(name: string): Collection<Row> {
    const known = this.#collections.get(name);
    const collection = known ?? new Collection<unknown>((key) => this.#mark(name, key));
    this.#collections.set(name, collection);
    return collection as Collection<Row>;
  }

  async load(): Promise<void> {
    for (const [name, key, value] of await readChanges(this.#path)) {
      const collection = this.collection(name);
      if (value === undefined) collection.delete(key);
      else collection.set(key, value);
    }
    this.#dirty.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#compact();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    await this.#flush();
  }

  #mark(name: string, key: string): void {
    this.#dirty.set(`${name}\n${key}`, [name, key]);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // After a failed write the changes stay, and the next flush tries again. The flush at closing reports the failure.
      this.#flush().catch(() => {});
    }, FLUSH_DELAY_MS);
  }

  #flush(): Promise<void> {
    const flushed = this.#writing.then(() => this.#append());
    this.#writing = flushed.catch(() => {});
    return flushed;
  }

  async #append(): Promise<void> {
    if (this.#dirty.size === 0) return;
    const batch = this.#dirty;
    this.#dirty = new Map();
    const changes = [...batch.values()].map(([name, key]) => this.#changeOf(name, key));
    try {
      await Deno.writeTextFile(this.#path, JSON.stringify(changes) + "\n", { append: true });
    } catch (error) {
      this.#dirty = new Map([...batch, ...this.#dirty]);
      throw error;
    }
    this.#appended += changes.length;
    if (this.#appended >= COMPACT_AFTER) await this.#compact();
  }

  #changeOf(name: string, key: string): Change {
    const row = this.#collections.get(name)?.get(key);
    return row === undefined ? [name, key] : [name, key, row];
  }

  async #compact(): Promise<void> {
    const lines: string[] = [];
    for (const [name, collection] of this.#collections) {
      for (const [key, row] of collection.entries()) lines.push(JSON.stringify([[name, key, row]]));
    }
    const temporary = `${this.#path}.tmp`;
    await Deno.writeTextFile(temporary, lines.map((line) => line + "\n").join(""));
    await Deno.rename(temporary, this.#path);
    this.#appended = 0;
  }
}

async function readChanges(path: string): Promise<Change[]> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  // Text after the last line break is a line that a kill cut off.
  return text.split("\n").slice(0, -1).flatMap((line) => JSON.parse(line) as Change[]);
}
