/** Makes a function that passes on one call in `everyMs`, and drops the others. */
export function seldom<Given extends unknown[]>(
  everyMs: number,
  say: (...given: Given) => void,
): (...given: Given) => void {
  let quietUntilMs = -Infinity;
  return (...given) => {
    if (performance.now() < quietUntilMs) return;
    quietUntilMs = performance.now() + everyMs;
    say(...given);
  };
}
