import { type ImageColumn, PROJECTED_COLUMNS } from "../../domain/mod.ts";
import { formatPrice } from "../../shop/mod.ts";
import type { OperatorAction } from "../audit.ts";
import type { ProductView } from "../product_view.ts";
import { ActionNote, ActionRows } from "../view/actions.tsx";
import { Page, type Reader } from "../view/layout.tsx";
import { ActionLink, Badge, Facts, Note, productPath, Value } from "../view/parts.tsx";
import { Stores } from "../view/stores.tsx";
import { TimelineList } from "../view/timeline.tsx";
import type { Words } from "../words/mod.ts";
import { JobCards } from "./jobs.tsx";
import { Picture } from "./products.tsx";
import { Scrubber } from "./scrubber.tsx";

/** What the page of a product shows. */
export interface ProductProps {
  readonly reader: Reader;
  readonly view: ProductView;
  /** What the reader has just done. */
  readonly done: OperatorAction | undefined;
}

/** One product: its state, an earlier one, and what happened to it. */
export function ProductPage({ reader, view, done }: ProductProps) {
  const { t, session } = reader;
  const { productId, product, jobs, actions } = view;
  const title = product?.title || t.products.untitled;
  return (
    <Page reader={reader} title={title} place="products">
      <p class="crumb">
        <a href="/console/products">{t.products.title}</a> / <span class="mono">{productId}</span>
      </p>
      <div class="head">
        <h1>{title}</h1>
        <StateBadge view={view} t={t} />
      </div>
      <ActionNote action={done} t={t} />
      {product === undefined && <Note tone="bad">{t.product.withoutRow}</Note>}
      {view.unreadable !== undefined && (
        <Note tone="bad">{t.product.unreadable(view.unreadable)}</Note>
      )}
      <div class="product">
        <div class="stack">
          {product !== undefined && <Now view={view} product={product} t={t} />}
          {product !== undefined && session?.role === "operator" && <Actions view={view} t={t} />}
        </div>
        <div>
          <Columns view={view} t={t} />
          {view.version > 0 && <Scrubber view={view} t={t} />}
        </div>
      </div>
      {jobs.length > 0 && (
        <section>
          <h2>{t.product.jobs}</h2>
          <JobCards jobs={jobs} reader={reader} />
        </section>
      )}
      <Timeline view={view} t={t} />
      {actions.length > 0 && (
        <section>
          <h2>{t.product.history}</h2>
          <ActionRows actions={actions} t={t} isOfOne />
        </section>
      )}
    </Page>
  );
}

function StateBadge({ view: { product }, t }: { view: ProductView; t: Words }) {
  if (product === undefined) return null;
  if (!product.withdrawn) return <Badge tone="good">{t.states.on_sale}</Badge>;
  return <Badge>{product.sold ? t.states.sold : t.states.off_sale}</Badge>;
}

function Now(
  { view, product, t }: {
    view: ProductView;
    product: NonNullable<ProductView["product"]>;
    t: Words;
  },
) {
  const { facts } = t.product;
  const { sellerId, sellerUsername, price } = product;
  const seller = sellerId === null ? undefined : (
    <a href={`/console/products?q=${sellerId}`}>
      {sellerUsername ? `@${sellerUsername} (${sellerId})` : sellerId}
    </a>
  );
  return (
    <>
      <Picture
        product={product}
        src={`${productPath(view.productId)}/picture/cover`}
        t={t}
        isWhole
      />
      <div class="card">
        <Facts
          rows={[
            [facts.price, price === null ? t.product.onRequest : formatPrice(price, t.language)],
            [facts.seller, seller],
            [facts.version, view.version === 0 ? t.product.noEvents : t.n(view.version)],
          ]}
        />
        {view.stores !== undefined && (
          <div class="stores-below">
            <Stores stores={view.stores} t={t} />
          </div>
        )}
      </div>
    </>
  );
}

function Actions({ view, t }: { view: ProductView; t: Words }) {
  const { productId, version, product } = view;
  const href = (action: string) => `${productPath(productId)}/do/${action}?version=${version}`;
  const mayBePutBack = product?.withdrawn === true && product.sellerId !== null;
  return (
    <div class="card">
      <h2>{t.product.actions}</h2>
      <div class="buttons actions-below">
        <ActionLink href={href("replay")}>{t.actions.replay}</ActionLink>
        <ActionLink href={href("invalidate")}>{t.actions.invalidate}</ActionLink>
        <ActionLink href={href("restore")}>{t.actions.restore}</ActionLink>
        {mayBePutBack && <ActionLink href={href("put_back")}>{t.actions.put_back}</ActionLink>}
      </div>
    </div>
  );
}

/** The row's columns now, beside what the log demands where it differs. */
function Columns({ view, t }: { view: ProductView; t: Words }) {
  const { product, productId, demanded, stores } = view;
  if (product === undefined) return null;
  const { images } = product;
  const rows = PROJECTED_COLUMNS.map(({ column, imageType, kind }) => ({
    column,
    value: images[imageType][kind],
    expected: demanded?.[column],
    open: kind === "url" && stores?.[0]?.sizes[imageType].b2 === "yes"
      ? `${productPath(productId)}/open/${imageType}`
      : undefined,
  }));
  return (
    <section class="card">
      <h2>{t.product.columns}</h2>
      <div class="actions-below">
        <Facts
          rows={rows.map(({ column, value, expected, open }) => [
            column,
            <>
              <ColumnNow column={column} value={value} expected={expected} t={t} />
              {open !== undefined && (
                <>
                  {" "}
                  <a href={open}>{t.product.open}</a>
                </>
              )}
            </>,
          ])}
        />
      </div>
    </section>
  );
}

function ColumnNow(
  { value, expected, t }: {
    column: ImageColumn;
    value: string | null;
    expected: string | null | undefined;
    t: Words;
  },
) {
  const isWrong = expected !== undefined && value !== expected;
  return (
    <>
      <Value value={value} t={t} />
      {isWrong && (
        <div class="wrong">
          <Badge tone="bad">{t.product.isWrong}</Badge> <Value value={expected} t={t} />
        </div>
      )}
    </>
  );
}

function Timeline({ view, t }: { view: ProductView; t: Words }) {
  const { entries, productId, hasNewer, hasOlder } = view;
  const path = productPath(productId);
  return (
    <section>
      <h2>{t.product.timeline}</h2>
      {entries.length === 0
        ? <div class="card soft">{t.product.noTimeline}</div>
        : <TimelineList entries={entries} t={t} />}
      {(hasNewer || hasOlder) && (
        <div class="more">
          {hasNewer && <a class="button" href={path}>{t.product.newest}</a>}
          {hasOlder && (
            <a class="button" href={`${path}?older=${entries.at(-1)!.event.version}`}>
              {t.product.older}
            </a>
          )}
        </div>
      )}
    </section>
  );
}
