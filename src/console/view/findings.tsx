import { GRACE_MS, type KeptFinding } from "../../pictures/mod.ts";
import type { OperatorAction } from "../audit.ts";
import type { OneAct } from "../reconcile_acts.ts";
import type { Words } from "../words/mod.ts";
import { actionName, describeOutcome } from "./actions.tsx";
import type { Reader } from "./layout.tsx";
import { ActionLink, Badge, productPath, Time, type Tone } from "./parts.tsx";

/** What a list of findings shows. */
interface FindingsProps {
  readonly reader: Reader;
  readonly findings: readonly KeptFinding[];
  /** Titles by product id. */
  readonly titles: ReadonlyMap<string, string>;
  /** What was done since the run, by object key or product id. */
  readonly acted: ReadonlyMap<string, OperatorAction>;
  readonly mayAct: boolean;
}

const TONES: Readonly<Record<KeptFinding["kind"], Tone>> = {
  missing: "bad",
  altered: "bad",
  orphaned: "warn",
  superseded: "plain",
};

/** What the run has done about a finding, such that nothing is left of it. */
const SETTLED = ["put_back", "made_anew", "adopted", "deleted", "gone", "named_meanwhile"];

/** The findings, with what each can be settled by. */
export function FindingRows({ findings, ...props }: FindingsProps) {
  return (
    <ul class="rows">
      {findings.map((finding) => (
        <li>
          <FindingRow finding={finding} {...props} />
        </li>
      ))}
    </ul>
  );
}

function FindingRow(
  { finding, reader: { t }, titles, acted, mayAct }:
    & Omit<FindingsProps, "findings">
    & { finding: KeptFinding },
) {
  const { kind, key, productId = "", images = [], detail, sizeBytes, since, result } = finding;
  const title = titles.get(productId) || productId;
  const action = doneAbout(finding, acted);
  const isSettled = action?.outcome === "done" || SETTLED.includes(result ?? "");
  return (
    <>
      <Badge tone={isSettled ? "good" : TONES[kind]}>{t.reconcile.kinds[kind]}</Badge>
      <span class="grow">
        {title !== "" && (
          <>
            <a href={productPath(productId)}>{title}</a> {images.join(", ")}
          </>
        )}
        <code class="under">{key}</code>
        <span class="under">
          {detail}
          {sizeBytes !== undefined && t.reconcile.bytes(sizeBytes)}
          {since !== undefined && (
            <>
              {" · "}
              {t.reconcile.since} <Time at={since} t={t} />
            </>
          )}
          {finding.erased && ` · ${t.reconcile.erased}`}
        </span>
        <Result finding={finding} action={action} t={t} />
      </span>
      {mayAct && !isSettled && <Act finding={finding} t={t} />}
    </>
  );
}

/** What was done since about this finding, and not only about its product. */
function doneAbout(
  { kind, key, productId }: KeptFinding,
  acted: FindingsProps["acted"],
): OperatorAction | undefined {
  const ofKey = acted.get(key);
  const ofProduct = productId === undefined ? undefined : acted.get(productId);
  const isLost = kind === "missing" || kind === "altered";
  const isAbout = ofProduct?.action === (isLost ? "restore" : "adopt_one");
  return ofKey ?? (isAbout ? ofProduct : undefined);
}

function Result(
  { finding: { result }, action, t }: {
    finding: KeptFinding;
    action: OperatorAction | undefined;
    t: Words;
  },
) {
  if (action !== undefined) {
    return (
      <span class="under">
        {actionName(action.action, t)}: {describeOutcome(action, t)}
      </span>
    );
  }
  if (result === undefined) return null;
  return <span class="under">→ {t.reconcile.results[result] ?? result}</span>;
}

function Act({ finding, t }: { finding: KeptFinding; t: Words }) {
  const { kind, key, productId, since, erased, adoptable } = finding;
  if (kind === "missing" || kind === "altered") {
    return productId === undefined
      ? null
      : <ActionLink href={`${productPath(productId)}/do/restore`}>{t.actions.restore}</ActionLink>;
  }
  const isOld = since !== undefined && Date.parse(since) <= Date.now() - GRACE_MS;
  const act: OneAct | undefined = adoptable
    ? "adopt_one"
    : isOld || erased
    ? "delete_one"
    : undefined;
  return act === undefined
    ? <span class="soft small">{t.reconcile.recent}</span>
    : (
      <ActionLink href={`/console/reconcile/one/do/${act}?key=${encodeURIComponent(key)}`}>
        {t.actions[act]}
      </ActionLink>
    );
}
