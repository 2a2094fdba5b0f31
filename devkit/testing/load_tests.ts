import { startSample } from "./sample.ts";

/** Registers the tests of a file of a group. A file that cannot be loaded is a failed test; the others still run. */
export async function loadTests(
  path: string,
  load: () => Promise<unknown>,
  register: (name: string, fn: () => void) => void = Deno.test,
): Promise<void> {
  startSample(path);
  try {
    await load();
  } catch (cause) {
    register(`${path} can be loaded`, () => {
      throw cause;
    });
  }
}
