import {
  type JobInfo,
  type OperatedState,
  type QueuePause,
  stateOf,
  STATES_OF,
} from "../../jobs/mod.ts";
import type { OperatorAction } from "../audit.ts";
import { fits, JOB_ACTS, type JobAct, LIST_ACTS, type ListAct } from "../job_acts.ts";
import { ActionNote } from "../view/actions.tsx";
import { Page, type Reader } from "../view/layout.tsx";
import { Live } from "../view/live.tsx";
import { Pauses, queueName } from "../view/pauses.tsx";
import {
  ActionLink,
  Badge,
  Empty,
  Facts,
  Head,
  Json,
  productPath,
  Time,
  type Tone,
} from "../view/parts.tsx";
import type { Words } from "../words/mod.ts";

/** The lists of jobs, in the order of the page. */
export const TABS = Object.keys(STATES_OF) as readonly OperatedState[];

const TONES: Readonly<Record<OperatedState, Tone>> = {
  waiting: "plain",
  running: "accent",
  failed: "bad",
  cancelled: "warn",
  done: "good",
};

/** A kind of jobs, for people. */
export function jobName(queue: string, t: Words): string {
  return queueName(queue, t);
}

/** The address of a job's page. */
export function jobPath({ id }: Pick<JobInfo, "id">): string {
  return `/console/jobs/${id}`;
}

/** A list of jobs. */
export interface JobList {
  readonly tab: OperatedState;
  /** All queues if absent. */
  readonly queue: string | undefined;
}

/** What the page of jobs shows. */
export interface JobsProps {
  readonly reader: Reader;
  readonly list: JobList;
  readonly jobs: readonly JobInfo[];
  /** The last job of this page, if more follow. */
  readonly next: string | undefined;
  readonly pauses: readonly QueuePause[];
  readonly done: OperatorAction | undefined;
}

/** The query of a list. */
export function queryOf({ tab, queue }: JobList, more: Readonly<Record<string, string>> = {}) {
  return new URLSearchParams({ tab, ...(queue !== undefined && { queue }), ...more });
}

/** The jobs, by their state. */
export function JobsPage(props: JobsProps) {
  const { reader, list: { tab, queue } } = props;
  const { t } = reader;
  return (
    <Page reader={reader} title={t.jobs.title} place="jobs" isLive>
      <Head title={t.jobs.title} lead={t.jobs.lead} />
      <nav class="pills" aria-label={t.products.state}>
        {TABS.map((each) => (
          <a
            href={`/console/jobs?${queryOf({ tab: each, queue })}`}
            {...(each === tab && { "aria-current": "true" })}
          >
            {t.jobs.tabs[each]}
          </a>
        ))}
      </nav>
      {queue !== undefined && (
        <p class="only">
          <Badge tone="accent">{jobName(queue, t)}</Badge>{" "}
          <a href={`/console/jobs?${queryOf({ tab, queue: undefined })}`}>{t.jobs.allQueues}</a>
        </p>
      )}
      <Live id="jobs">
        <JobListNow {...props} />
      </Live>
    </Page>
  );
}

function JobListNow({ reader, list, jobs, next, pauses, done }: JobsProps) {
  const { t, session } = reader;
  const { tab, queue } = list;
  const acts = (Object.keys(LIST_ACTS) as ListAct[])
    .filter((act) => (LIST_ACTS[act] as readonly string[]).includes(tab));
  const mayActOnAll = session?.role === "operator" && jobs.length > 1 && acts.length > 0;
  return (
    <>
      <ActionNote action={done} t={t} />
      <Pauses pauses={pauses} queue={queue} reader={reader} />
      {mayActOnAll && (
        <div class="buttons all-below">
          {acts.map((act) => (
            <ActionLink href={`/console/jobs/all/do/${act}?${queryOf(list)}`}>
              {t.actions[act]}
            </ActionLink>
          ))}
        </div>
      )}
      {jobs.length === 0
        ? <Empty title={t.jobs.none}>{t.jobs.noneText[tab]}</Empty>
        : <JobCards jobs={jobs} reader={reader} />}
      {next !== undefined && (
        <div class="more">
          <a class="button" rel="next" href={`/console/jobs?${queryOf(list, { after: next })}`}>
            {t.more}
          </a>
        </div>
      )}
    </>
  );
}

/** Jobs with all that is known of them. */
export function JobCards({ jobs, reader }: { jobs: readonly JobInfo[]; reader: Reader }) {
  return (
    <div class="stack">
      {jobs.map((job) => <JobCard job={job} reader={reader} />)}
    </div>
  );
}

function JobCard({ job, reader: { t, session } }: { job: JobInfo; reader: Reader }) {
  const { id, queue, state, productId, data, output } = job;
  const ofQueue = queryOf({ tab: stateOf(job), queue });
  const isOver = !["waiting", "running"].includes(stateOf(job));
  const acts = session?.role === "operator"
    ? (Object.keys(JOB_ACTS) as JobAct[]).filter((act) => fits(act, job))
    : [];
  return (
    <article class="card" id={`job-${id}`}>
      <h2>
        <a href={jobPath(job)}>{jobName(queue, t)}</a>
        <Badge tone={TONES[stateOf(job)]}>{t.jobs.states[state]}</Badge>
        {state !== "created" && <span class="soft small">{t.jobs.attempts(job.retries)}</span>}
      </h2>
      <Facts
        rows={[
          [t.confirm.queue, <a href={`/console/jobs?${ofQueue}`}>{queue}</a>],
          [
            t.confirm.product,
            productId === null ? undefined : <a href={productPath(productId)}>{productId}</a>,
          ],
          [t.jobs.error, messageOf(output)],
          [t.jobs.due, isOver ? undefined : <Time at={job.dueAt} t={t} />],
          [t.jobs.made, <Time at={job.createdAt} t={t} />],
          [t.jobs.ended, job.endedAt === null ? undefined : <Time at={job.endedAt} t={t} />],
        ]}
      />
      <details id={`data-${id}`}>
        <summary>{t.jobs.data}</summary>
        <Json value={{ id, data, output }} />
      </details>
      {acts.length > 0 && (
        <div class="buttons actions-below">
          {acts.map((act) => (
            <ActionLink href={`${jobPath(job)}/do/${act}?state=${state}`}>
              {t.actions[act]}
            </ActionLink>
          ))}
        </div>
      )}
    </article>
  );
}

function messageOf(output: unknown): string | undefined {
  const { message } = (output ?? {}) as { readonly message?: unknown };
  return typeof message === "string" ? message : undefined;
}

/** One job. */
export function JobPage(
  { reader, job, done }: { reader: Reader; job: JobInfo; done: OperatorAction | undefined },
) {
  const { t } = reader;
  return (
    <Page reader={reader} title={jobName(job.queue, t)} place="jobs" isLive>
      <p class="crumb">
        <a href="/console/jobs">{t.jobs.title}</a> / <span class="mono">{job.id}</span>
      </p>
      <Head title={jobName(job.queue, t)} />
      <Live id="job">
        <ActionNote action={done} t={t} />
        <JobCards jobs={[job]} reader={reader} />
      </Live>
    </Page>
  );
}
