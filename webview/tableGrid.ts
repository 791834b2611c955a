import { pointCount, pointKind } from "../src/protocol/engine.ts";
import { tableText } from "../src/strings/table.ts";
import { open, pick } from "./actions.ts";
import type { Context, Control } from "./control.ts";
import { h, setAttribute } from "./dom.ts";
import { marksOf } from "./marks.ts";
import type { Shown, State } from "./state.ts";
import { columnsOf, shownColumns, type Column } from "./tableColumns.ts";
import { tableHead } from "./tableHead.ts";
import { rowsOf, shownOrder, sortedPoints } from "./tableOrder.ts";
import { TableRow } from "./tableRow.ts";
import { TableRows } from "./tableRows.ts";
import { TableValues } from "./tableValues.ts";
import { select } from "./view.ts";

/** Pixels of a row, and of the names above. */
export const ROW = 24;
const HEAD = 28;
/** Rows beyond the edges that are there before they are scrolled to. */
const OVERSCAN = 8;
/** Browsers do not scroll further: of more rows the last ones are left out. */
const MOST_ROWS = Math.floor(16_000_000 / ROW);

/**
 * The rows of the table. Only those in sight are in the document: they are used again for others while it scrolls. Tests
 * find what a frame cost in `data-cost`, and the first one in `data-first`.
 */
export class TableGrid implements Control {
  readonly element: HTMLElement;
  readonly #context: Context;
  readonly #body = h("div", { class: "tbody", role: "rowgroup" });
  readonly #head: ReturnType<typeof tableHead>;
  readonly #rows: TableRow[] = [];
  readonly #words: TableRows;
  readonly #values: TableValues;
  /** The points that are not hidden, as they are sorted. */
  order: Uint32Array = new Uint32Array();
  #order: Uint32Array = new Uint32Array();
  #active: number | undefined;
  #selected: number | undefined;
  #asked = false;

  constructor(context: Context) {
    this.#context = context;
    this.#head = tableHead(context);
    const ask = (): void => this.#ask();
    this.#words = new TableRows(context, ask);
    this.#values = new TableValues(context, ask);
    this.element = h(
      "div",
      { class: "table", role: "grid", tabindex: 0, "aria-multiselectable": "true" },
      this.#head.element,
      this.#body,
    );
    this.element.addEventListener("scroll", ask, { passive: true });
    this.element.addEventListener("keydown", (event) => this.#press(event));
    this.#body.addEventListener("click", (event) => this.#click(event));
    this.#body.addEventListener("dblclick", (event) => {
      const point = pointOf(event.target);
      if (point !== undefined) open(context, point);
    });
    new ResizeObserver(ask).observe(this.element);
  }

  update(state: State): void {
    if (state.shown === undefined || this.element.hidden) return;
    this.#draw(state, state.shown);
  }

  /** Draws in the next frame, however often it is asked. */
  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.update(this.#context.store.value);
    });
  }

  #draw(state: State, shown: Shown): void {
    const start = performance.now();
    const columns = shownColumns(state);
    const points = pointCount(shown.dataset);
    this.order = this.#orderOf(state, points);
    this.#order = this.order.subarray(0, MOST_ROWS);
    this.#describe(shown, columns, points);
    this.#head.update(state, columns);
    const { widths } = state.view.table;
    this.element.style.setProperty("--columns", template(columns, widths));
    this.element.style.setProperty("--least", `${leastWidth(columns, widths)}px`);
    this.#body.style.height = `${this.#order.length * ROW}px`;
    this.#follow(state, points);
    this.#place(state, shown, columns);
    const cost = (performance.now() - start).toFixed(1);
    this.element.dataset["cost"] = cost;
    this.element.dataset["first"] ??= cost;
  }

  /** What is sorted by stands in its old order until it is known. */
  #orderOf(state: State, points: number): Uint32Array {
    const { sort } = state.view.table;
    const column = columnsOf(state).find(({ id }) => id === sort?.column);
    const keys = column && this.#values.keys(column, state);
    const isWaiting = column !== undefined && column.kind !== "line" && keys === undefined;
    setAttribute(this.element, "aria-busy", isWaiting ? "true" : undefined);
    return shownOrder(sortedPoints(points, keys, !isWaiting && sort?.descending === true), marksOf(state));
  }

  #describe({ dataset }: Shown, columns: readonly Column[], points: number): void {
    setAttribute(this.element, "aria-rowcount", String(this.#order.length + 1));
    setAttribute(this.element, "aria-colcount", String(columns.length));
    setAttribute(this.element, "aria-label", tableText.label(points, pointKind(dataset)));
  }

  /** Scrolls to the record that is looked at where another one is by now. */
  #follow({ view }: State, points: number): void {
    if (view.selected === this.#selected) return;
    this.#selected = view.selected;
    if (view.selected === undefined) return;
    this.#active = view.selected;
    this.#reveal(rowsOf(this.#order, points)[view.selected] ?? -1);
  }

  #place(state: State, shown: Shown, columns: readonly Column[]): void {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / ROW) - OVERSCAN);
    const end = Math.min(this.#order.length, Math.ceil((scrollTop + clientHeight) / ROW) + OVERSCAN);
    const marks = marksOf(state);
    const needed = Math.max(0, end - first);
    while (this.#rows.length < needed) {
      const row = new TableRow();
      this.#rows.push(row);
      this.#body.append(row.element);
    }
    const wanted: number[] = [];
    let activeRow: number | undefined;
    for (const [slot, element] of this.#rows.entries()) {
      // A row keeps its element while it is in sight.
      const row = first + ((slot - (first % this.#rows.length) + this.#rows.length) % this.#rows.length);
      const point = this.#order[row];
      if (row >= end || point === undefined) {
        element.hide();
        continue;
      }
      wanted.push(point);
      if (point === this.#active) activeRow = row;
      const content = {
        ...{ shown, columns, point, row, words: this.#words.of(point), mark: marks[point] ?? 0 },
        ...{ isActive: point === this.#active, isThis: point === state.view.selected },
        numbers: (column: Column) => this.#values.numbers(column, state),
        hasEditor: this.#context.host.hasEditor,
      };
      element.show(content, row * ROW);
    }
    setAttribute(this.element, "aria-activedescendant", activeRow === undefined ? undefined : `row-${activeRow}`);
    const fields = columns.flatMap(({ kind, of }) => (kind === "field" && of !== undefined ? [of] : []));
    this.#words.want(shown.dataset.run, fields, wanted);
  }

  #reveal(row: number): void {
    if (row < 0) return;
    const { clientHeight, scrollTop } = this.element;
    const room = clientHeight - HEAD;
    if (row * ROW < scrollTop) this.element.scrollTop = row * ROW;
    else if ((row + 1) * ROW > scrollTop + room) this.element.scrollTop = (row + 1) * ROW - room;
  }

  #click(event: MouseEvent): void {
    const point = pointOf(event.target);
    if (point === undefined) return;
    this.#active = point;
    const isLink = event.target instanceof Element && event.target.closest(".td.link") !== null;
    // The record is looked at already, and its row in sight.
    this.#selected = point;
    if (isLink) open(this.#context, point);
    else pick(this.#context, point);
  }

  #press(event: KeyboardEvent): void {
    if (event.target !== this.element || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const page = Math.max(1, Math.floor((this.element.clientHeight - HEAD) / ROW) - 1);
    const last = this.#order.length - 1;
    const points = pointCount(this.#context.store.value.shown?.dataset ?? { tokens: undefined, records: 0 });
    const at = this.#active === undefined ? -1 : (rowsOf(this.#order, points)[this.#active] ?? -1);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? last : at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target !== undefined) this.#activate(Math.max(0, Math.min(last, target)));
    else if (event.key === "Enter" && this.#active !== undefined) open(this.#context, this.#active);
    else if (event.key === " " && this.#active !== undefined) this.#toggle(this.#active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #activate(row: number): void {
    this.#active = this.#order[row];
    this.#reveal(row);
    this.#ask();
  }

  #toggle(point: number): void {
    this.#selected = point;
    this.#context.store.change((state) => select(state, state.view.selected === point ? undefined : point));
  }
}

/** The point of the row an event is of. */
function pointOf(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-record]") : null;
  return row === null ? undefined : Number(row.dataset["record"]);
}

/** The widths of the columns; the text's takes what is left. */
function template(columns: readonly Column[], widths: Readonly<Record<string, number>>): string {
  return columns
    .map((column) => {
      const isFree = column.kind === "text" && widths[column.id] === undefined;
      return isFree ? `minmax(${widthOf(column, widths)}px, 1fr)` : `${widthOf(column, widths)}px`;
    })
    .join(" ");
}

function leastWidth(columns: readonly Column[], widths: Readonly<Record<string, number>>): number {
  return columns.reduce((sum, column) => sum + widthOf(column, widths), 0);
}

/** Of the text the least. */
function widthOf({ id, kind, width }: Column, widths: Readonly<Record<string, number>>): number {
  return widths[id] ?? (kind === "text" ? LEAST_TEXT : width);
}

const LEAST_TEXT = 150;
