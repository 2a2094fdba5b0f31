/** Lets so many at once do something; the others wait in order. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes a gate. */
export function createGate(size: number): Gate {
  const waiting: (() => void)[] = [];
  let free = size;
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
