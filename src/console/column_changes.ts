import {
  type DemandedColumns,
  type PictureInOrder,
  PICTURES_COLUMN,
  PROJECTED_COLUMNS,
} from "../domain/mod.ts";

/** How a column, or a part of the column of all pictures, became another value. */
export interface ColumnChange {
  /** A column, or such as `pictures_in_order 2 thumbnail_url`: of picture 2. */
  readonly column: string;
  /** Undefined where no event spoke of it yet. */
  readonly from: string | null | undefined;
  readonly to: string | null | undefined;
}

/** What an event changed: the columns before and after it. */
export function changesOf(
  before: DemandedColumns | undefined,
  after: DemandedColumns,
): ColumnChange[] {
  const columns = PROJECTED_COLUMNS.map(({ column }) => column)
    .filter((column) => before?.[column] !== after[column])
    .map((column) => ({ column, from: before?.[column], to: after[column] }));
  const [was, is] = [before?.[PICTURES_COLUMN], after[PICTURES_COLUMN]].map(picturesIn);
  return [...columns, ...orderChange(was!, is!), ...is!.slice(1).flatMap(pictureChanges(was!))];
}

function picturesIn(text: string | null | undefined): readonly PictureInOrder[] {
  return JSON.parse(text ?? "[]");
}

function orderChange(
  was: readonly PictureInOrder[],
  is: readonly PictureInOrder[],
): ColumnChange[] {
  const [from, to] = [was, is].map((each) => each.map(({ picture }) => picture).join(", ") || null);
  return from === to ? [] : [{ column: PICTURES_COLUMN, from, to }];
}

/** The first picture has the four columns of its own. */
function pictureChanges(was: readonly PictureInOrder[]): (is: PictureInOrder) => ColumnChange[] {
  return (is) => {
    const before = was.find(({ picture }) => picture === is.picture);
    return PROJECTED_COLUMNS.filter(({ column }) => (before?.[column] ?? null) !== is[column])
      .map(({ column }) => ({
        column: `${PICTURES_COLUMN} ${is.picture} ${column}`,
        from: before?.[column],
        to: is[column],
      }));
  };
}
