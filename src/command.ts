/**
 * What every command has in common: `--help`, a clear answer to an argument that it does not know, an exit code.
 * @module
 */

/** Runs a command without arguments and ends the process with its exit code; 2 for wrong usage. */
export async function runCommand(help: string, run: () => Promise<number>): Promise<never> {
  const [argument] = Deno.args;
  if (argument === "--help" || argument === "-h") {
    console.log(help);
    Deno.exit(0);
  }
  if (argument !== undefined) {
    console.error(`Unknown argument: ${argument}\n\n${help}`);
    Deno.exit(2);
  }
  Deno.exit(await run());
}
