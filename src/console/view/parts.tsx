/**
 * The small parts that pages are made of.
 * @module
 */
import type { Child } from "hono/jsx";
import { productRef } from "../../domain/mod.ts";
import type { Words } from "../words/mod.ts";

/** How something is. */
export type Tone = "good" | "warn" | "bad" | "accent" | "plain";

/** A word with a colour. The colour alone never tells anything. */
export function Badge({ tone = "plain", children }: { tone?: Tone; children?: Child }) {
  return <span class={tone === "plain" ? "badge" : `badge ${tone}`}>{children}</span>;
}

/** The head of a page. */
export function Head(
  { title, lead, children }: { title: string; lead?: string; children?: Child },
) {
  return (
    <div class="head">
      <h1>{title}</h1>
      {children}
      {lead !== undefined && <p>{lead}</p>}
    </div>
  );
}

/** What stands where nothing is. */
export function Empty({ title, children }: { title: string; children?: Child }) {
  return (
    <div class="card empty">
      <b>{title}</b>
      {children}
    </div>
  );
}

/** A message above the page. */
export function Note({ tone, children }: { tone: Tone; children?: Child }) {
  return <div class={`note ${tone}`} role="status">{children}</div>;
}

/** A moment, in UTC. */
export function Time({ at, t }: { at: Date | string; t: Words }) {
  const date = typeof at === "string" ? new Date(at) : at;
  return <time datetime={date.toISOString()} title={date.toISOString()}>{momentOf(date, t)}</time>;
}

/** A moment in words, in UTC. */
export function momentOf(at: Date | string, t: Words): string {
  const style = { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" } as const;
  return new Date(at).toLocaleString(t.locale, style);
}

/** Rows of a name and a value. Undefined values have no row. */
export function Facts({ rows }: { rows: readonly (readonly [name: string, value: Child])[] }) {
  return (
    <dl class="facts">
      {rows.filter(([, value]) => value !== undefined).map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  );
}

/** The value of a column. */
export function Value({ value, t }: { value: string | null | undefined; t: Words }) {
  if (value === null) return <span class="soft">{t.empty}</span>;
  if (value === undefined) return <span class="soft">{t.product.notSpoken}</span>;
  return <code>{shorten(value)}</code>;
}

/** Nobody reads a whole picture that a legacy row holds as text. */
const LONGEST_VALUE = 300;

/** A text that is not too long for a page. */
export function shorten(text: string, longest = LONGEST_VALUE): string {
  const chars = [...text.slice(0, longest * 2)];
  return chars.length > longest ? `${chars.slice(0, longest).join("")}…` : text;
}

/** The address of a product's page. */
export function productPath(productId: string): string {
  return `/console/products/${productRef(productId)}`;
}

/** JSON that people can read. */
export function Json({ value }: { value: unknown }) {
  return <pre tabindex={0}>{shorten(JSON.stringify(value, null, 2) ?? "", 4000)}</pre>;
}

/** A link to an action's page of confirmation, as a button. */
export function ActionLink(
  { href, children, tone }: { href: string; children?: Child; tone?: "primary" },
) {
  return (
    <a class={tone === undefined ? "button tight" : `button tight ${tone}`} href={href}>
      {children}
    </a>
  );
}

/** Whether a text is an address that a link may lead to: of this console. */
export function isOwnPath(path: string): boolean {
  return /^\/console(?![^/?#])/.test(path) && !/[\\\s]|\/\//.test(path.split("?")[0]!);
}
