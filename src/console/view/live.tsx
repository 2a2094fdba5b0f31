import type { Child } from "hono/jsx";
import type { Words } from "../words/mod.ts";

/**
 * A part of a page that the stream keeps as it is now. It holds no other one, and no form that somebody may be filling in: what
 * is in it is replaced at any moment. `id`: letters, digits and `-`.
 */
export function Live({ id, children }: { id: string; children?: Child }) {
  return <live-part id={id}>{children}</live-part>;
}

/** Says whether the page is live, or that it is cut off. Only a script shows it. */
export function LiveSign({ t }: { t: Words }) {
  const { on, off, trouble, ended, moved, full } = t.live;
  return (
    <p
      id="live"
      class="live"
      role="status"
      hidden
      data-on={on}
      data-off={off}
      data-trouble={trouble}
      data-ended={ended}
      data-moved={moved}
      data-full={full}
    />
  );
}
