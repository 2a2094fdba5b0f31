import {
  findAccount,
  reachableBinaries,
  reachablePath,
} from "../../src/embedded/postgres_account.ts";

import { HANG_MS } from "../testing/until.ts";

/**
 * Stops the PostgreSQL server of a folder and starts it again, on the same port. `fast` ends its sessions first.
 * `immediate` has the effect of a power cut: the server recovers from its log.
 */
export async function restartServer(dir: string, mode: "fast" | "immediate"): Promise<void> {
  const account = await findAccount();
  const bin = await reachableBinaries(account);
  const cluster = await reachablePath(`${dir}/cluster`, account);
  const { success, stdout } = await new Deno.Command(`${bin}/pg_ctl`, {
    args: [
      "restart",
      "-w",
      "-t",
      `${HANG_MS / 1000}`,
      "-m",
      mode,
      "-D",
      cluster,
      "-l",
      `${cluster}/server.log`,
    ],
    ...account,
    cwd: "/",
    env: { LC_ALL: "C", TZ: "UTC" },
    clearEnv: true,
  }).output();
  if (!success) throw new Error(`The server did not restart: ${new TextDecoder().decode(stdout)}`);
}
