import type { Child } from "hono/jsx";
import { IMAGE_TYPES, type ImageType } from "../../domain/mod.ts";
import type { PictureStores, Presence } from "../stores.ts";
import type { Words } from "../words/mod.ts";

const STORES = ["b2", "telegram", "disk"] as const satisfies readonly (keyof Presence)[];

/** A small table: where the pictures of a product are, each by itself. */
export function Stores({ stores, t }: { stores: readonly PictureStores[]; t: Words }) {
  const rows = stores.flatMap(({ picture, sizes }) =>
    IMAGE_TYPES.map((imageType) => ({
      name: nameOf(imageType, stores.length > 1 ? ` ${picture}` : "", t),
      cell: (store: keyof Presence) => <Dot state={sizes[imageType][store]} t={t} />,
    }))
  );
  return <Table rows={rows} t={t} />;
}

/** The same in short, with a row for each size: how many of several pictures are in a store. */
export function StoresInShort({ stores, t }: { stores: readonly PictureStores[]; t: Words }) {
  if (stores.length === 1) return <Stores stores={stores} t={t} />;
  const rows = IMAGE_TYPES.map((imageType) => ({
    name: nameOf(imageType, "", t),
    cell: (store: keyof Presence) => {
      const states = stores.map(({ sizes }) => sizes[imageType][store]);
      const there = states.filter((state) => state === "yes").length;
      const isOdd = states.includes("odd") || (there > 0 && there < states.length);
      return (
        <>
          <Dot state={isOdd ? "odd" : states[0]!} />
          {` ${there}/${states.length}`}
        </>
      );
    },
  }));
  return <Table rows={rows} t={t} />;
}

function nameOf(imageType: ImageType, more: string, t: Words): string {
  return t.products.imageTypes[imageType] + more;
}

function Table(
  { rows, t }: {
    rows: readonly { name: string; cell: (store: keyof Presence) => Child }[];
    t: Words;
  },
) {
  return (
    <table class="stores">
      <caption class="hidden">{t.products.stores}</caption>
      <thead>
        <tr>
          <th>
            <span class="hidden">{t.products.stores}</span>
          </th>
          {STORES.map((store) => <th scope="col">{t.products.store[store]}</th>)}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, cell }) => (
          <tr>
            <th scope="row">{name}</th>
            {STORES.map((store) => <td>{cell(store)}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Without `t`, a text beside it tells the state. */
function Dot({ state, t }: { state: Presence["b2"]; t?: Words }) {
  return (
    <>
      <span class={state === "no" ? "dot" : `dot ${state}`} title={t?.products[state]} />
      {t !== undefined && <span class="hidden">{t.products[state]}</span>}
    </>
  );
}
