import type { ActionName } from "../audit.ts";
import { Page, type Place, type Reader } from "../view/layout.tsx";
import { Facts, Head } from "../view/parts.tsx";
import type { Child } from "hono/jsx";

/** What {@link ConfirmPage} asks. */
export interface ConfirmProps {
  readonly reader: Reader;
  readonly action: ActionName;
  readonly place: Place;
  /** What it is about. */
  readonly facts: readonly (readonly [name: string, value: Child])[];
  /** Where the form goes. */
  readonly to: string;
  /** Where the reader came from. */
  readonly back: string;
  /** What the reader saw, so that a change meanwhile is noticed. */
  readonly seen: Readonly<Record<string, string>>;
}

const DANGEROUS: readonly ActionName[] = [
  "cancel_job",
  "cancel_jobs",
  "give_up",
  "delete_spare",
  "delete_one",
  "cancel_work",
];

/** Says what an action does, and asks once more. */
export function ConfirmPage({ reader, action, place, facts, to, back, seen }: ConfirmProps) {
  const { t } = reader;
  const title = t.confirm.title(t.actions[action]);
  return (
    <Page reader={reader} title={title} place={place}>
      <div class="confirm">
        <Head title={title} lead={t.confirm.what[action]} />
        <div class="card">
          <Facts rows={facts} />
        </div>
        <form method="post" action={to} class="buttons">
          {Object.entries(seen).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <button type="submit" class={DANGEROUS.includes(action) ? "danger" : "primary"} autofocus>
            {t.actions[action]}
          </button>
          <a class="button" href={back}>{t.cancel}</a>
        </form>
      </div>
    </Page>
  );
}
