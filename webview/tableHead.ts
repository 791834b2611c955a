import { tableText } from "../src/strings/table.ts";
import type { Context } from "./control.ts";
import { h, icon, setAttribute } from "./dom.ts";
import { onChange } from "./memo.ts";
import type { State } from "./state.ts";
import type { Column } from "./tableColumns.ts";
import { setWidth, sortBy } from "./tableState.ts";

/** Pixels that a key makes a column wider or narrower. */
const STEP = 16;

/** The names of the columns: a click sorts by one, its edge changes its width. */
export function tableHead({ store }: Context): {
  readonly element: HTMLElement;
  update(state: State, columns: readonly Column[]): void;
} {
  const row = h("div", { class: "tr", role: "row", "aria-rowindex": 1 });
  const element = h("div", { class: "thead", role: "rowgroup" }, row);
  const widthOf = (cell: HTMLElement): number => cell.getBoundingClientRect().width;

  const build = onChange(
    (columns: readonly Column[]) => [columns] as const,
    (columns) => row.replaceChildren(...columns.map(cellOf)),
  );

  function cellOf(column: Column, index: number): HTMLElement {
    const name = h("span", { class: "name", dir: "auto" }, column.title);
    const button = h(
      "button",
      { type: "button", title: tableText.sort(column.title, column.help), "aria-label": column.title },
      name,
      icon("triangle-down", "small"),
    );
    const edge = h("span", { class: "edge", title: tableText.resize });
    const cell = h(
      "div",
      {
        ...{ class: `th ${column.kind}${column.isNumber ? " num" : ""}`, role: "columnheader" },
        ...{ "aria-colindex": index + 1, "data-column": column.id },
      },
      button,
      edge,
    );
    button.addEventListener("click", () => store.change((state) => sortBy(state, column.id, column.isNumber)));
    button.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
      if (by === undefined || !event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      store.change((state) => setWidth(state, column.id, widthOf(cell) + by));
    });
    edge.addEventListener("dblclick", () => store.change((state) => setWidth(state, column.id, undefined)));
    edge.addEventListener("pointerdown", (event) => {
      const start = widthOf(cell) - event.clientX;
      edge.setPointerCapture(event.pointerId);
      event.preventDefault();
      const drag = ({ clientX }: PointerEvent): void =>
        store.change((state) => setWidth(state, column.id, start + clientX));
      edge.addEventListener("pointermove", drag);
      edge.addEventListener("lostpointercapture", () => edge.removeEventListener("pointermove", drag), { once: true });
    });
    return cell;
  }

  return {
    element,
    update: (state, columns) => {
      build(columns);
      const { sort } = state.view.table;
      for (const cell of row.children) {
        const isSorted = cell instanceof HTMLElement && cell.dataset["column"] === sort?.column;
        const direction = isSorted ? (sort?.descending === true ? "descending" : "ascending") : undefined;
        setAttribute(cell, "aria-sort", direction);
      }
    },
  };
}
