/** @file Makes all links and buttons of the log one stop of the Tab key: the arrow keys move between them. */

const REACHABLE = ".message :is(button, a[href], .spoiler)";

/** Connects the keys. Call `refresh` when the log has changed. The newest button is the stop, until another is focused. */
export function connectRoving(log) {
  let current;
  const all = () => [...log.querySelectorAll(REACHABLE)].filter((each) => each.offsetParent);
  const stopAt = (target) => {
    current = target;
    for (const each of all()) each.tabIndex = each === target ? 0 : -1;
  };
  log.addEventListener("focusin", ({ target }) => {
    if (target !== log && target.matches(REACHABLE)) stopAt(target);
  });
  log.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
    if (step === undefined || event.target === log) return;
    event.preventDefault();
    const targets = all();
    targets[targets.indexOf(event.target) + step]?.focus();
  });
  return {
    refresh() {
      const targets = all();
      const isFocused = current === document.activeElement && targets.includes(current);
      stopAt(isFocused ? current : firstOfNewest(targets));
    },
  };
}

/** The first button of the newest message that has any. A photo is one only if there is no other. */
function firstOfNewest(targets) {
  const newest = targets.at(-1)?.closest(".message");
  const own = targets.filter((each) => each.closest(".message") === newest);
  return own.find((each) => !each.matches(".photo")) ?? own[0];
}
