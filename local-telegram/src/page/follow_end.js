/** @file Keeps the newest message in view. */

/** So close to the end, a reader reads the newest message, in CSS pixels. */
const NEAR_PX = 80;

/**
 * Keeps the end of the log in view when it grows, unless the reader has scrolled up. Then `button` leads back. A scroll
 * is the reader's only if the log has kept its size: the browser scrolls too, when messages come and go.
 */
export function followEnd(log, button) {
  let following = true;
  let size = "";
  const sizeNow = () => `${log.scrollHeight}/${log.clientHeight}`;
  const toEnd = () => {
    if (following) log.scrollTop = log.scrollHeight;
    size = sizeNow();
    button.hidden = following;
  };
  const follow = () => {
    following = true;
    toEnd();
  };
  log.addEventListener("scroll", () => {
    const isNear = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
    if (isNear) following = true;
    else if (size === sizeNow()) following = false;
    toEnd();
  });
  button.onclick = follow;
  const observer = new ResizeObserver(toEnd);
  for (const watched of [log, ...log.children]) observer.observe(watched);
  return { follow, grown: toEnd };
}
