import { type DetailedRun, type KeptFinding, MOST_KEPT } from "../../pictures/mod.ts";
import type { OperatorAction } from "../audit.ts";
import type { RunningWork } from "../long_work.ts";
import type { RunAct } from "../reconcile_acts.ts";
import { ActionNote } from "../view/actions.tsx";
import { Comparisons } from "../view/comparisons.tsx";
import { FindingRows } from "../view/findings.tsx";
import { Page, type Reader } from "../view/layout.tsx";
import { Live } from "../view/live.tsx";
import { ActionLink, Empty, Head, momentOf, Note } from "../view/parts.tsx";
import { WorkProgress } from "../view/works.tsx";
import type { Words } from "../words/mod.ts";

/** What the page of B2 and the log shows. */
export interface ReconcileProps {
  readonly reader: Reader;
  /** The run that was recorded last. */
  readonly run: DetailedRun | undefined;
  readonly work: RunningWork | undefined;
  readonly done: OperatorAction | undefined;
  /** Titles by product id. */
  readonly titles: ReadonlyMap<string, string>;
  /** What was done since the run, by object key or product id. */
  readonly acted: ReadonlyMap<string, OperatorAction>;
}

const RELOAD_SECONDS = 2;

/** What was found, in words. */
export function describeRun(run: DetailedRun | undefined, t: Words): string {
  if (run === undefined) return t.reconcile.never;
  const { missing, altered, orphaned, superseded } = run;
  return t.reconcile.found(momentOf(run.finishedAt, t), {
    missing,
    altered,
    orphaned,
    superseded,
  });
}

/** The objects in B2 that are not what the log says, and what can be done about them. */
export function ReconcilePage(props: ReconcileProps) {
  const { reader, work } = props;
  const { t } = reader;
  return (
    <Page
      reader={reader}
      title={t.reconcile.title}
      place="drift"
      reloadSeconds={work === undefined ? undefined : RELOAD_SECONDS}
      isLive
    >
      <Head title={t.reconcile.title} lead={t.reconcile.lead} />
      <Comparisons t={t} of="b2" />
      <Live id="reconcile">
        <State {...props} />
      </Live>
    </Page>
  );
}

function State(props: ReconcileProps) {
  const { reader, run, work, done } = props;
  const { t, session } = reader;
  const mayAct = session?.role === "operator" && work === undefined;
  const found = run === undefined ? 0 : run.missing + run.altered + run.orphaned + run.superseded;
  return (
    <>
      <ActionNote action={done} t={t} />
      {work !== undefined && <WorkProgress work={work} reader={reader} />}
      <p class="soft small">
        {run === undefined ? t.reconcile.never : t.reconcile.compared(
          run.objects,
          run.pictures,
          momentOf(run.finishedAt, t),
          run.deep,
        )}
      </p>
      {mayAct && <Acts t={t} acts={["compare", "compare_deep"]} />}
      {run !== undefined && found === 0 && (
        <Empty title={t.reconcile.agrees}>{t.reconcile.agreesText}</Empty>
      )}
      {run !== undefined && run.findings.length === 0 && found > 0 && (
        <Note tone="warn">{t.reconcile.notKept}</Note>
      )}
      {found > MOST_KEPT && <p class="soft small">{t.reconcile.first(MOST_KEPT)}</p>}
      <Groups {...props} mayAct={mayAct} />
    </>
  );
}

function Acts({ t, acts }: { t: Words; acts: readonly RunAct[] }) {
  return (
    <div class="buttons all-below">
      {acts.map((act) => (
        <ActionLink href={`/console/reconcile/do/${act}`}>{t.actions[act]}</ActionLink>
      ))}
    </div>
  );
}

/** The findings of a kind belong to one group, and its acts mend all of them. */
const GROUPS: readonly {
  readonly name: "lost" | "spare";
  readonly kinds: readonly KeptFinding["kind"][];
}[] = [
  { name: "lost", kinds: ["missing", "altered"] },
  { name: "spare", kinds: ["orphaned", "superseded"] },
];

function Groups({ mayAct, ...props }: ReconcileProps & { mayAct: boolean }) {
  const { reader: { t }, run } = props;
  if (run === undefined) return null;
  return (
    <>
      {GROUPS.map(({ name, kinds }) => {
        const findings = run.findings.filter(({ kind }) => kinds.includes(kind));
        const count = kinds.reduce((sum, kind) => sum + run[kind], 0);
        if (findings.length === 0) return null;
        return (
          <section>
            <h2>{t.reconcile.groups[name](count)}</h2>
            <p class="soft">{t.reconcile.groupTexts[name]}</p>
            {mayAct && count > 0 && <Acts t={t} acts={actsOn(name, findings)} />}
            <FindingRows {...props} findings={findings} mayAct={mayAct} />
          </section>
        );
      })}
    </>
  );
}

function actsOn(
  group: (typeof GROUPS)[number]["name"],
  findings: readonly KeptFinding[],
): readonly RunAct[] {
  if (group === "lost") return ["repair", "give_up"];
  return findings.some(({ adoptable }) => adoptable) ? ["adopt", "delete_spare"] : ["delete_spare"];
}
