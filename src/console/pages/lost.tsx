import type { LostPictureEvent } from "../../event_log/mod.ts";
import { Page, type Reader } from "../view/layout.tsx";
import { Badge, Empty, Head, productPath, Time } from "../view/parts.tsx";

/** The pictures that were given up and not replaced since. */
export function LostPage(
  { reader, lost }: { reader: Reader; lost: readonly LostPictureEvent[] },
) {
  const { t } = reader;
  return (
    <Page reader={reader} title={t.overview.lost(t.n(lost.length))} place="overview">
      <Head title={t.overview.lost(t.n(lost.length))} lead={t.overview.lostText} />
      {lost.length === 0 ? <Empty title={t.overview.nothing} /> : (
        <ul class="rows">
          {lost.map(({ productId, image, reason, recordedAt }) => (
            <li>
              <Badge tone="bad">{image}</Badge>
              <span class="grow">
                <a href={productPath(productId)}>{productId}</a>{" "}
                <span class="soft small">{reason}</span>
              </span>
              <span class="soft small">
                <Time at={recordedAt} t={t} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
