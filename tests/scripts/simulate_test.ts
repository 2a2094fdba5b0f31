import assert from "node:assert/strict";
import { runScript } from "../../devkit/testing/command.ts";

Deno.test("simulate tries simulations, prints the first one's moves, and the rate", async () => {
  const args = ["--seed", "7", "--count", "21", "--steps"];
  const { code, stdout, stderr } = await runScript("devkit/simulate", { args });
  assert.equal(code, 0, `${stderr}\n${stdout}`);
  assert.match(stdout, /^The first seed is 7\.\n {3}1 {2}\S/);
  assert.match(stdout, /^21 simulations, \d+ different orders, .* a minute of processor time\.$/m);
  assert.match(stdout, /Every promise was kept\.\n$/);
});

Deno.test("simulate --pairs tries every order of a pair, and counts the equal ones", async () => {
  const { code, stdout, stderr } = await runScript("devkit/simulate", {
    args: ["--pairs", "--count", "5"],
  });
  assert.equal(code, 0, `${stderr}\n${stdout}`);
  assert.match(
    stdout,
    /^stored: a loss of the cover in B2 and a view of the cover: 3 orders, 2 different, .* every order$/m,
  );
  assert.match(stdout, /^5 of 144 pairs completely: .*\nThey stand for \d+ orders: .* a minute/m);
  assert.match(stdout, /Every promise was kept\.\n$/);
});

Deno.test("simulate refuses wrong usage", async () => {
  const wrong = [
    ["--minutes", "0"],
    ["--seed", "first"],
    ["--count", "-1"],
    ["--step"],
    ["--pairs", "--seed", "7"],
  ];
  for (const args of wrong) {
    const { code, stdout } = await runScript("devkit/simulate", { args });
    assert.equal(code, 2, args.join(" "));
    assert.equal(stdout, "");
  }
});
