import { MAIN_IMAGE } from "../../domain/mod.ts";
import { formatPrice, STOCK_STATES, type StockState } from "../../shop/mod.ts";
import type { GalleryItem, GalleryPage } from "../gallery.ts";
import { Page, type Reader } from "../view/layout.tsx";
import { Badge, Empty, Head, productPath } from "../view/parts.tsx";
import { StoresInShort } from "../view/stores.tsx";
import type { Words } from "../words/mod.ts";

/** What the gallery shows. */
export interface ProductsProps {
  readonly reader: Reader;
  readonly state: StockState;
  readonly text: string;
  readonly isFirst: boolean;
  readonly page: GalleryPage;
}

function pathOf(state: StockState, text: string, after?: string): string {
  const query = new URLSearchParams({
    ...(state !== "on_sale" && { state }),
    ...(text !== "" && { q: text }),
    ...(after !== undefined && { after }),
  });
  return query.size === 0 ? "/console/products" : `/console/products?${query}`;
}

/** The gallery of the products. */
export function ProductsPage({ reader, state, text, isFirst, page }: ProductsProps) {
  const { t } = reader;
  const { items, next, lookedAt } = page;
  return (
    <Page reader={reader} title={t.products.title} place="products">
      <Head title={t.products.title} />
      <form class="tools" action="/console/products">
        <div class="wide">
          <label for="q">{t.products.search}</label>
          <input id="q" name="q" type="search" value={text} placeholder={t.products.searchHint} />
        </div>
        {state !== "on_sale" && <input type="hidden" name="state" value={state} />}
        <button type="submit" class="primary">{t.products.submit}</button>
      </form>
      <nav class="pills" aria-label={t.products.state}>
        {STOCK_STATES.map((each) => (
          <a href={pathOf(each, text)} {...(each === state && { "aria-current": "true" })}>
            {t.states[each]}
          </a>
        ))}
      </nav>
      {items.length === 0
        ? <NothingHere t={t} isShopEmpty={isFirst && text === "" && state === "on_sale"} />
        : (
          <ul class="gallery">
            {items.map((item) => <Tile item={item} t={t} />)}
          </ul>
        )}
      {(next !== undefined || !isFirst) && (
        <div class="more">
          {!isFirst && <a class="button" href={pathOf(state, text)}>{t.products.title}</a>}
          {lookedAt !== undefined && next !== undefined && (
            <span class="soft small">{t.products.lookedAt(lookedAt)}</span>
          )}
          {next !== undefined && (
            <a class="button" rel="next" href={pathOf(state, text, next)}>
              {items.length === 0 ? t.products.goOn : t.more}
            </a>
          )}
        </div>
      )}
    </Page>
  );
}

function NothingHere({ t, isShopEmpty }: { t: Words; isShopEmpty: boolean }) {
  return isShopEmpty
    ? <Empty title={t.products.shop}>{t.products.shopText}</Empty>
    : <Empty title={t.products.none}>{t.products.noneText}</Empty>;
}

function Tile({ item: { product, stores }, t }: { item: GalleryItem; t: Words }) {
  const { productId, title, price, sellerUsername, sellerId } = product;
  const seller = sellerUsername ? `@${sellerUsername}` : sellerId === null ? "" : `${sellerId}`;
  return (
    <li class="tile">
      <Picture product={product} src={`${productPath(productId)}/picture/thumb`} t={t} />
      <div class="body">
        <h2>
          <a href={productPath(productId)}>{title || t.products.untitled}</a>
        </h2>
        <div class="line">
          <span>{price === null ? t.product.onRequest : formatPrice(price, t.language)}</span>
          {product.withdrawn && <Badge>{product.sold ? t.states.sold : t.states.off_sale}</Badge>}
        </div>
        <div class="line">
          <span class="mono">{productId}</span>
          <span>{seller}</span>
        </div>
        <StoresInShort stores={stores} t={t} />
      </div>
    </li>
  );
}

/** A product's picture, or its initials where its row names none. */
export function Picture(
  { product: { title, images }, src, t, isWhole = false }: {
    product: Pick<GalleryItem["product"], "title" | "images">;
    src: string;
    t: Words;
    isWhole?: boolean;
  },
) {
  const { url, fileId } = images[MAIN_IMAGE];
  const hasPicture = url !== null || fileId !== null;
  const initials = [...(title ?? "").trim()].slice(0, 2).join("").toUpperCase();
  return (
    <div class={isWhole ? "frame whole" : "frame"}>
      {hasPicture
        ? <img src={src} alt={t.product.picture(title ?? "")} loading="lazy" decoding="async" />
        : <span class="initials" aria-hidden="true">{initials || "–"}</span>}
    </div>
  );
}
