import assert from "node:assert/strict";
import { createPerson, openLocalTelegram } from "../src/mod.ts";
import { apiOf } from "./support/api.ts";

const USER = 7;

Deno.test("createPerson() inTurn does not take a repeated answer for the answer to the next act", async () => {
  await using telegram = await openLocalTelegram();
  const api = apiOf(telegram);
  const person = await createPerson(telegram.control, { id: USER, firstName: "Ada" }, {
    inTurn: true,
  });
  const first = person.say("one");
  const [one] = await api.getUpdates();
  await api.sendMessage(USER, "the answer to one");
  assert.equal((await first).text, "the answer to one");

  // A bot that was killed before it confirmed "one" gets it again, and answers it again.
  const second = person.say("two");
  const again = await api.getUpdates();
  assert.deepEqual(again, [one]);
  await api.sendMessage(USER, "the answer to one");
  const rest = await api.getUpdates({ offset: one!.update_id + 1, timeout: 30 });
  assert.deepEqual(rest.map(({ message }) => message?.text), ["two"]);
  await api.sendMessage(USER, "the answer to two");
  assert.equal((await second).text, "the answer to two");
});
