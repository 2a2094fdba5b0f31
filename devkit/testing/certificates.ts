const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3"];

/**
 * Makes certificates in a folder, with `openssl`: of two authorities that nobody knows (`ca`, `other`), and of a server by
 * the name of `localhost` that the first one signed (`server`). Each has a file `.crt` and a file `.key`.
 */
export async function makeCertificates(dir: string): Promise<void> {
  for (const name of ["ca", "other"]) {
    await make(dir, ["-subj", `/CN=${name}`, "-keyout", `${name}.key`, "-out", `${name}.crt`]);
  }
  await make(dir, [
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
    ...["-addext", "basicConstraints=critical,CA:FALSE", "-CA", "ca.crt", "-CAkey", "ca.key"],
    ...["-keyout", "server.key", "-out", "server.crt"],
  ]);
}

async function make(dir: string, args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", {
    args: ["req", "-x509", ...KEY, ...args],
    cwd: dir,
  }).output();
  if (!success) throw new Error(`openssl failed: ${new TextDecoder().decode(stderr)}`);
}

/** Whether this machine has `openssl`. Tests that need certificates are ignored without it. */
export const HAS_OPENSSL: boolean = await hasOpenssl();

async function hasOpenssl(): Promise<boolean> {
  try {
    const { success } = await new Deno.Command("openssl", { args: ["version"], stdout: "null" })
      .output();
    return success;
  } catch {
    return false;
  }
}
