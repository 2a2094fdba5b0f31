/** Runs the work of one key one after the other, and the work of different keys at the same time. */
export type Turns = (key: string, work: () => Promise<void>) => Promise<void>;

/**
 * Makes turns. When one work rejects, those that wait behind it reject too: delivered again, they keep their order.
 */
export function createTurns(): Turns {
  const last = new Map<string, Promise<void>>();
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work);
    last.set(key, turn);
    const leave = () => {
      if (last.get(key) === turn) last.delete(key);
    };
    turn.then(leave, leave);
    return turn;
  };
}
