/** @file The page: one chat, or two chats of two people side by side where there is room. */
import { describePage, listen } from "./control.js";
import { language, say, translate } from "./language.js";
import { connectPanels } from "./panels.js";
import { Pane } from "./pane.js";
import { connectViewer } from "./viewer.js";

const WIDE = matchMedia("(min-width: 1000px)");
const byId = (id) => document.getElementById(id);
document.documentElement.lang = language;
translate(document.body);
const page = await describePage();
const viewPhoto = connectViewer(byId("viewer"));
const panes = [];
panes.push(await openPane(0));
let opening = Promise.resolve();

await showSecondPane();
WIDE.addEventListener("change", () => opening = opening.then(showSecondPane));
panes[0].focus();
connectPanels(byId("panels"), byId("panels-button"), page.panels);
listen((connected) => {
  byId("banner").hidden = connected;
  byId("banner").textContent = connected
    ? ""
    : say("The server does not answer. What you write is kept, and sent when it is back.");
  for (const pane of panes) pane.connectionChanged(connected);
});

async function openPane(index) {
  const pane = new Pane({
    index,
    others: () => panes.filter((_, other) => other !== index).map(({ userId }) => userId),
    showAlert,
    viewPhoto,
  });
  byId("panes").append(pane.root);
  pane.showSide(page.sides[index]);
  await pane.load();
  return pane;
}

/** The second chat is made when the page is wide for the first time. A narrow page hides it. */
async function showSecondPane() {
  if (WIDE.matches && panes.length === 1) panes.push(await openPane(1));
  if (panes[1]) panes[1].root.hidden = !WIDE.matches;
  // A narrow page shows one person, who may sit at either side.
  panes[0].showSide(WIDE.matches ? page.sides[0] : undefined);
  byId("page-title").textContent = document.title;
}

function showAlert(text) {
  byId("alert-text").textContent = text;
  byId("alert").showModal();
}
