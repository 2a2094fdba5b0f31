/**
 * The limit of every wait in the tests, the demo and the soak: a wait that lasts longer hangs. It measures no speed. A wait
 * ends as soon as the awaited state is there, and no working machine is so slow.
 */
export const HANG_MS = 180_000;
