import type { Words } from "../words/mod.ts";

const PAGES = { columns: "/console/drift", b2: "/console/reconcile" } as const;

/** Leads from one comparison with the log to the other. */
export function Comparisons({ t, of }: { t: Words; of: keyof typeof PAGES }) {
  return (
    <nav class="pills" aria-label={t.reconcile.comparisons}>
      {(Object.keys(PAGES) as (keyof typeof PAGES)[]).map((each) => (
        <a href={PAGES[each]} {...(each === of && { "aria-current": "page" })}>
          {t.reconcile.pages[each]}
        </a>
      ))}
    </nav>
  );
}
