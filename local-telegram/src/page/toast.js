/** @file A text that goes away by itself. */

const TOAST_MS = 5000;

/** Makes a function that shows a text for some seconds. Its `hide` ends that. */
export function connectToast(box) {
  let timer;
  const hide = () => {
    clearTimeout(timer);
    box.hidden = true;
  };
  const show = (text) => {
    clearTimeout(timer);
    box.textContent = text;
    box.hidden = false;
    timer = setTimeout(hide, TOAST_MS);
  };
  return Object.assign(show, { hide });
}
