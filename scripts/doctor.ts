/**
 * `deno task doctor`: checks all that the shop needs, and says what helps.
 * @module
 */
import { type OptionValues } from "../src/command.ts";
import { botIdOf } from "../src/config.ts";
import { openLog } from "../src/log.ts";
import { checkB2 } from "./doctor/check_bucket.ts";
import { checkPostgres, publicUrlOf } from "./doctor/check_postgres.ts";
import { checkTelegram } from "./doctor/check_telegram.ts";
import { describeFindings, type Finding } from "./doctor/finding.ts";
import { columnsOfOutput } from "./support/columns.ts";
import { openConfiguredDatabase } from "./support/database.ts";
import { count, printJson, printLines } from "./support/lines.ts";
import { type CommandConfig, withParts } from "./support/parts.ts";
import { runShopCommand } from "./support/shop_command.ts";

const HELP = `deno task doctor [--json]

Checks all that the shop needs, and prints a line for each check: ok, warn or
fail, with what helps. Before the first start, or when something is wrong.

  PostgreSQL  the server, the schema, the rights of the role, the clock, the
              queue, the bot that the columns are built for
  Telegram    the token, inline mode, the webhook: its address, its last error,
              the updates that wait
  B2          what the key may do, the rule that removes hidden versions, one
              picture: put, read back by its hash, opened by its address as
              anybody, which tells whether the bucket is public, deleted
  Costs       what the log tells of this month

It changes nothing. The shop may run. A warning is no failure.

  --json  print JSON lines:
          {"kind": "check", "check", "level", "says", "remedy"}, then
          {"kind": "summary", "ok", "warn", "fail"}

Exits 0 no check failed, 1 a check failed, 2 wrong usage or settings.`;

async function run(values: OptionValues): Promise<number> {
  const needed = {
    b2: "doctor checks the bucket",
    telegram: "doctor asks Telegram about the bot",
  };
  return await withParts(needed, (config) => diagnose(config, values.json === true));
}

async function diagnose(config: CommandConfig, json: boolean): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const format = Deno.stderr.isTerminal() ? "text" : "json";
  // What a check finds is in its line.
  stack.use(await openLog({ level: "fatal", format, secrets: config.secrets }));
  const db = stack.use(await openConfiguredDatabase(config));
  const { b2, telegram } = config;
  const botId = botIdOf(telegram!.token);
  const findings = (await Promise.all([
    checkPostgres(db, config, botId),
    checkTelegram(telegram!),
    checkB2(
      b2,
      { publicUrl: publicUrlOf(config), isSet: config.publicUrl !== undefined },
      config.embedded !== undefined,
    ),
  ])).flat();
  print(findings, json);
  return findings.some(({ level }) => level === "fail") ? 1 : 0;
}

function print(findings: readonly Finding[], json: boolean): void {
  const sum = (level: Finding["level"]) => findings.filter((each) => each.level === level).length;
  const [fine, warned, failed] = [sum("ok"), sum("warn"), sum("fail")];
  if (json) {
    printJson(findings.map((finding) => ({ kind: "check", ...finding })));
    printJson([{ kind: "summary", ok: fine, warn: warned, fail: failed }]);
    return;
  }
  const well = `${fine} ok, ${count(warned, "warning")}, ${failed} failed.`;
  const columns = Deno.stdout.isTerminal() ? columnsOfOutput() : Infinity;
  printLines([...describeFindings(findings, columns), well]);
}

if (import.meta.main) {
  await runShopCommand({ help: HELP, options: { json: { type: "boolean" } }, run });
}
