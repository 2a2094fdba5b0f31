import { PROJECTED_COLUMNS } from "../../domain/mod.ts";
import type { ProductView } from "../product_view.ts";
import { Facts, momentOf, productPath, Value } from "../view/parts.tsx";
import type { Words } from "../words/mod.ts";

/** Shows the columns and the picture as they were after any event. It is a plain form, so it works without a script. */
export function Scrubber({ view, t }: { view: ProductView; t: Words }) {
  const { productId, version, then } = view;
  const path = productPath(productId);
  const moment = then.recordedAt === undefined
    ? t.product.before
    : t.product.asOf(then.version, momentOf(then.recordedAt, t));
  return (
    <section class="card then" id="then">
      <h2>{t.product.scrub}</h2>
      <p class="soft small">{t.product.scrubHint}</p>
      <form class="scrub" action={`${path}#then`}>
        <div>
          <label for="at">
            {t.product.scrubLabel} <output id="at-value">{then.version}</output>
          </label>
          <input
            type="range"
            id="at"
            name="at"
            min="0"
            max={version}
            step="1"
            value={then.version}
            aria-describedby="at-value"
          />
          <div class="marks" aria-hidden="true">
            <span>0</span>
            <span>{version}</span>
          </div>
        </div>
        <div>
          <button type="submit" class="tight">{t.product.show}</button>
        </div>
      </form>
      <div class="asof">
        <div class="frame whole">
          {then.version > 0 && (
            <img
              src={`${path}/picture/cover?at=${then.version}`}
              alt={t.product.pictureThen}
              loading="lazy"
            />
          )}
        </div>
        <div>
          <b class="asof-title">{moment}</b>
          <Facts
            rows={PROJECTED_COLUMNS.map(({ column }) => [
              column,
              <Value value={then.columns?.[column]} t={t} />,
            ])}
          />
        </div>
      </div>
    </section>
  );
}
