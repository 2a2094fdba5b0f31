/** An item that {@link mergeByKey} joins. */
export interface Keyed {
  /** Unique on its side. */
  readonly key: string;
}

/** A key with the items of both sides; at least one side has one. */
export interface Joined<L extends Keyed, R extends Keyed> {
  readonly key: string;
  readonly left: L | undefined;
  readonly right: R | undefined;
}

/** Compares keys by their bytes in UTF-8, as S3 lists them and as PostgreSQL's collation "C" sorts them. */
export function compareKeys(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/**
 * Joins two sides that are sorted by {@link compareKeys}. It holds one item of each in memory, and closes both in any
 * case.
 *
 * @throws {RangeError} for a side that is not sorted: joining unsorted input reports false differences.
 */
export async function* mergeByKey<L extends Keyed, R extends Keyed>(
  left: AsyncIterable<L>,
  right: AsyncIterable<R>,
): AsyncGenerator<Joined<L, R>, void> {
  await using lefts = new Side(left, "left");
  await using rights = new Side(right, "right");
  let [l, r] = [await lefts.next(), await rights.next()];
  while (l !== undefined || r !== undefined) {
    const order = l === undefined ? 1 : r === undefined ? -1 : compareKeys(l.key, r.key);
    const joined = { left: order <= 0 ? l : undefined, right: order >= 0 ? r : undefined };
    yield { key: (joined.left ?? joined.right)!.key, ...joined };
    if (order <= 0) l = await lefts.next();
    if (order >= 0) r = await rights.next();
  }
}

/** One side, with a check that it is sorted. */
class Side<T extends Keyed> implements AsyncDisposable {
  readonly #iterator: AsyncIterator<T>;
  readonly #name: string;
  #last: string | undefined;

  constructor(items: AsyncIterable<T>, name: string) {
    this.#iterator = items[Symbol.asyncIterator]();
    this.#name = name;
  }

  async next(): Promise<T | undefined> {
    const { value, done } = await this.#iterator.next();
    if (done) return undefined;
    if (this.#last !== undefined && compareKeys(this.#last, value.key) >= 0) {
      const keys = `${JSON.stringify(this.#last)} before ${JSON.stringify(value.key)}`;
      throw new RangeError(`Cannot compare: the ${this.#name} side is not sorted, ${keys}`);
    }
    this.#last = value.key;
    return value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#iterator.return?.();
  }
}
