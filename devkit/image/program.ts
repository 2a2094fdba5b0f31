/** Waits for a program. Returns what it printed on its standard output. A failure says what it printed as an error. */
export async function program(name: string, child: Deno.ChildProcess): Promise<string> {
  const { success, code, stdout, stderr } = await child.output();
  if (success) return new TextDecoder().decode(stdout);
  throw new Error(`${name} ended with ${code}: ${new TextDecoder().decode(stderr).trim()}`);
}

/** Runs a program of this machine, and returns what it printed on its standard output. */
export async function run(name: string, ...args: readonly string[]): Promise<string> {
  const child = new Deno.Command(name, { args: [...args], stdout: "piped", stderr: "piped" });
  return await program(`${name} ${args[0] ?? ""}`.trim(), child.spawn());
}

/** Whether this machine has a program, and it runs. */
export async function has(name: string): Promise<boolean> {
  return await run(name, "--version").then(() => true, () => false);
}
