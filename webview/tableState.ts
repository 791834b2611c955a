import type { SavedTable } from "../src/protocol/panel.ts";
import type { State } from "./state.ts";

/** How the table is looked at. */
export type TableLook = Required<Omit<SavedTable, "sort">> & Pick<SavedTable, "sort">;

/** The look that was kept, or that of a table nobody touched. */
export function readTable(saved: SavedTable | undefined): TableLook {
  return { widths: {}, hidden: [], ...saved };
}

function withTable(state: State, change: Partial<TableLook>): State {
  return { ...state, view: { ...state.view, table: { ...state.view.table, ...change } } };
}

/** Sorts by a column, the other way round, and no more, in turn. Numbers begin with the largest. */
export function sortBy(state: State, column: string, largestFirst: boolean): State {
  const { sort } = state.view.table;
  if (sort?.column !== column) return withTable(state, { sort: { column, descending: largestFirst } });
  if (sort.descending === largestFirst) return withTable(state, { sort: { column, descending: !largestFirst } });
  return withTable(state, { sort: undefined });
}

/** Narrower columns cannot be told apart. */
export const LEAST_WIDTH = 40;
const MOST_WIDTH = 1200;

/** Gives a column a width in pixels, or its own again. */
export function setWidth(state: State, column: string, width: number | undefined): State {
  const widths = Object.fromEntries(Object.entries(state.view.table.widths).filter(([name]) => name !== column));
  if (width === undefined) return withTable(state, { widths });
  const wanted = Math.round(Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, width)));
  return withTable(state, { widths: { ...widths, [column]: wanted } });
}

export function toggleColumn(state: State, column: string): State {
  const { hidden } = state.view.table;
  const others = hidden.filter((name) => name !== column);
  return withTable(state, { hidden: others.length === hidden.length ? [...hidden, column] : others });
}
