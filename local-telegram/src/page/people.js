/** @file The people: choose, add or change one. */
import { call } from "./control.js";
import { language } from "./language.js";
import { element } from "./render.js";

const byId = (id) => document.getElementById(id);
const REMEMBERED = "local-telegram-person";
/** These people are defined when there is nobody yet. */
const FIRST_PEOPLE = [
  { id: 1001, firstName: "Sam", username: "sam_local", languageCode: "en" },
  { id: 1002, firstName: "Béa", username: "bea_local", languageCode: "fr" },
  { id: 1003, firstName: "Kim", username: "kim_local", languageCode: "en" },
  { id: 1004, firstName: "Luc", username: "luc_local", languageCode: "fr" },
];

/** Connects the choice of people in a chat. It calls `chosen` with the id of the chosen person. */
export function connectPeople({ chat, others, chosen, failed }) {
  const { index } = chat;
  const part = (name) => chat.part(name);
  const select = part("person");
  const remembered = index === 0 ? REMEMBERED : `${REMEMBERED}-${index + 1}`;
  let users = [];
  const choose = (userId) => {
    select.value = userId;
    localStorage.setItem(remembered, userId);
    return chosen(userId);
  };
  const load = async (preferred = Number(localStorage.getItem(remembered))) => {
    await list();
    await choose(personFor(preferred, users, others()));
  };
  const list = async () => {
    users = await knownUsers();
    const options = users.map((user) =>
      element("option", { value: user.id, textContent: describe(user) })
    );
    select.replaceChildren(...options);
  };
  select.onchange = () => choose(Number(select.value));
  // Another chat may have added a person.
  select.addEventListener("pointerdown", async () => {
    const known = await call("users").catch(() => users);
    if (known.length === users.length) return;
    const { value } = select;
    await list();
    select.value = value;
  });
  part("add-person").onclick = () => edit({ id: 0, languageCode: "en" }, load, failed);
  part("edit-person").onclick = async () => {
    const known = await call("users");
    edit(known.find((user) => user.id === Number(select.value)), load, failed);
  };
  return { load, nameOf: (id) => users.find((user) => user.id === id)?.firstName ?? "" };
}

/** The preferred person, or one whom no other chat shows, best one who speaks the page's language. */
function personFor(preferred, users, taken) {
  if (users.some(({ id }) => id === preferred)) return preferred;
  const free = users.filter(({ id }) => !taken.includes(id));
  const alike = free.find(({ languageCode }) => languageCode?.startsWith(language));
  return (alike ?? free[0] ?? users[0]).id;
}

async function knownUsers() {
  const users = await call("users");
  if (users.length > 0) return users;
  for (const person of FIRST_PEOPLE) await call("defineUser", person);
  return FIRST_PEOPLE;
}

function describe({ firstName, languageCode }) {
  return languageCode ? `${firstName} (${languageCode})` : firstName;
}

function edit(user, load, failed) {
  const dialog = byId("person-dialog");
  const { firstName, username, languageCode } = byId("person-form").elements;
  firstName.value = user.firstName ?? "";
  username.value = user.username ?? "";
  languageCode.value = user.languageCode ?? "";
  dialog.returnValue = "cancel";
  dialog.onclose = async () => {
    if (dialog.returnValue !== "save") return;
    const id = user.id || 1 + Math.max(1000, ...(await call("users")).map((known) => known.id));
    const person = { id, firstName: firstName.value };
    if (username.value) person.username = username.value;
    if (languageCode.value) person.languageCode = languageCode.value;
    await call("defineUser", person).then(() => load(id), (error) => failed(error.message));
  };
  dialog.showModal();
}
