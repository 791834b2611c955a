import { panelText } from "../src/strings/panel.ts";
import { tableText } from "../src/strings/table.ts";
import { NO_LABEL } from "../src/protocol/engine.ts";
import { lookOf } from "./categories.ts";
import { h, setAttribute } from "./dom.ts";
import { DIMMED, HIT, SELECTED } from "./marks.ts";
import { lineOf, recordOf } from "./places.ts";
import type { Shown } from "./state.ts";
import { recordSwatch } from "./swatch.ts";
import type { Column } from "./tableColumns.ts";
import type { RowWords } from "./tableRows.ts";
import type { ColumnValues } from "./tableValues.ts";

/** What a row shows. */
export interface RowContent {
  readonly shown: Shown;
  readonly columns: readonly Column[];
  readonly point: number;
  /** From 0. */
  readonly row: number;
  readonly words: RowWords | undefined;
  readonly numbers: (column: Column) => ColumnValues | undefined;
  readonly mark: number;
  readonly isActive: boolean;
  /** Whether it is the one record that is looked at. */
  readonly isThis: boolean;
  readonly hasEditor: boolean;
}

/** A row of the table that shows one point after the other while the table scrolls. */
export class TableRow {
  readonly element = h("div", { class: "tr", role: "row" });
  #columns: readonly Column[] = [];
  #cells: HTMLElement[] = [];
  /** The point it shows; undefined where it is out of sight. */
  point: number | undefined;

  /** @param top pixels from the first row */
  show(content: RowContent, top: number): void {
    const { columns, point, row, mark, isActive, isThis } = content;
    this.point = point;
    const { element } = this;
    element.hidden = false;
    element.style.transform = `translateY(${top}px)`;
    element.id = `row-${row}`;
    element.dataset["record"] = String(point);
    setAttribute(element, "aria-rowindex", String(row + 2));
    setAttribute(element, "aria-selected", String(isThis || (mark & SELECTED) !== 0));
    const classes = {
      odd: row % 2 === 1,
      active: isActive,
      this: isThis,
      marked: (mark & SELECTED) !== 0,
      hit: (mark & HIT) !== 0,
      dimmed: (mark & DIMMED) !== 0,
    };
    for (const [name, on] of Object.entries(classes)) element.classList.toggle(name, on);
    if (columns !== this.#columns) {
      this.#columns = columns;
      this.#cells = columns.map(({ kind, isNumber }, i) =>
        h("div", {
          class: `td ${kind}${isNumber ? " num" : ""}`,
          role: "gridcell",
          "aria-colindex": i + 1,
          ...direction(kind),
        }),
      );
      element.replaceChildren(...this.#cells);
    }
    columns.forEach((column, i) => fill(this.#cells[i], column, content));
  }

  hide(): void {
    this.point = undefined;
    this.element.hidden = true;
    this.element.removeAttribute("id");
  }
}

/** What is written may run from right to left. */
function direction(kind: Column["kind"]): { readonly dir?: string } {
  return kind === "text" || kind === "field" ? { dir: "auto" } : {};
}

function fill(cell: HTMLElement | undefined, column: Column, content: RowContent): void {
  if (cell === undefined) return;
  const { shown, columns, point, words } = content;
  switch (column.kind) {
    case "line":
      write(cell, panelText.line(lineOf(shown.dataset, point)));
      cell.classList.toggle("link", content.hasEditor);
      return;
    case "text":
      write(cell, words?.text ?? tableText.waiting);
      return;
    case "field": {
      const at = columns.filter(({ kind }) => kind === "field").indexOf(column);
      write(cell, words === undefined ? tableText.waiting : (words.values[at] ?? ""));
      return;
    }
    case "label":
      label(cell, content);
      return;
    case "number":
      number(cell, content.numbers(column), point);
  }
}

/** The text of a cell; the same one is left alone. */
function write(cell: HTMLElement, text: string): void {
  const node = cell.firstChild;
  if (node instanceof Text) {
    if (node.data !== text) node.data = text;
  } else cell.replaceChildren(text);
  cell.title = text.length > 24 ? text : "";
}

function label(cell: HTMLElement, { shown, point }: RowContent): void {
  const { labels, labelOf, labelValues } = shown.dataset;
  const record = recordOf(shown.dataset, point);
  const index = labelOf[record] ?? NO_LABEL;
  const value = labelValues?.[record];
  const name =
    labelValues === undefined
      ? index === NO_LABEL
        ? ""
        : (labels[index] ?? "")
      : value === undefined || Number.isNaN(value)
        ? ""
        : panelText.labelValue(value);
  const { list, of } = shown.categories;
  const category = list[of[point] ?? 0];
  const look = category === undefined || category.kind === "all" ? "" : Object.values(lookOf(category)).join(" ");
  if (cell.dataset["name"] === name && cell.dataset["look"] === look) return;
  cell.dataset["name"] = name;
  cell.dataset["look"] = look;
  const swatch = recordSwatch(shown.categories, point);
  cell.replaceChildren(...(swatch === undefined ? [] : [swatch]), h("span", { dir: "auto" }, name));
}

/** A number with a bar of its share of the largest. */
function number(cell: HTMLElement, numbers: ColumnValues | undefined, point: number): void {
  const value = numbers?.values[point];
  const text = value === undefined || Number.isNaN(value) ? "" : shortValue(value);
  let [written, bar] = [cell.firstElementChild, cell.lastElementChild];
  if (written === null || bar === null || written === bar) {
    written = h("span", {});
    bar = h("i", { class: "bar" }, h("i", {}));
    cell.replaceChildren(written, bar);
  }
  if (written.textContent !== text) written.textContent = text;
  const share =
    text === "" || numbers === undefined || numbers.largest <= 0 ? 0 : Math.max(0, value ?? 0) / numbers.largest;
  if (bar instanceof HTMLElement) bar.hidden = text === "";
  const inner = bar.firstElementChild;
  if (inner instanceof HTMLElement) inner.style.width = `${(100 * share).toFixed(1)}%`;
}

function shortValue(value: number): string {
  return Number.isInteger(value)
    ? String(value)
    : value.toFixed(Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 1 ? 2 : 3);
}
