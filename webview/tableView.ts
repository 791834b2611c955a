import { pointCount, pointKind } from "../src/protocol/engine.ts";
import { panelText } from "../src/strings/panel.ts";
import { fieldName } from "../src/strings/fieldName.ts";
import { pageText } from "../src/strings/page.ts";
import { tableText } from "../src/strings/table.ts";
import type { Context, Control } from "./control.ts";
import { h, icon } from "./dom.ts";
import { HIDDEN, marksOf } from "./marks.ts";
import { memoLast } from "./memo.ts";
import { popover } from "./popover.ts";
import type { State } from "./state.ts";
import { columnsOf, shownColumns } from "./tableColumns.ts";
import { TableGrid } from "./tableGrid.ts";
import { toggleColumn } from "./tableState.ts";
import type { PanelView } from "./views.ts";

/** The records in words and numbers: what the picture shows, for who cannot see it, and for who wants to read. */
export const tableView: PanelView = {
  id: "table",
  label: panelText.views.table,
  icon: "table",
  key: "5",
  create: (context) => {
    const body = new TableGrid(context);
    return { options: [recordsShown(), columnChoice(context)], body, rows: () => body.order };
  },
};

function recordsShown(): Control {
  const element = h("span", { class: "option records", role: "status" });
  return {
    element,
    update: (state) => {
      const { shown } = state;
      if (shown === undefined) return;
      const points = pointCount(shown.dataset);
      const words = tableText.shown(visibleCount(marksOf(state)), points, pointKind(shown.dataset));
      if (element.textContent !== words) element.textContent = words;
    },
  };
}

const visibleCount = memoLast((marks: Uint8Array): number => {
  let count = 0;
  for (const mark of marks) if ((mark & HIDDEN) === 0) count++;
  return count;
});

/** The columns as boxes to be ticked. */
function columnChoice({ store }: Context): Control {
  const counted = h("b", {});
  const button = h(
    "button",
    { class: "flat", type: "button", title: tableText.columnsTitle },
    h("span", { class: "words" }, tableText.columns),
    counted,
    icon("chevron-down", "small"),
  );
  const opened = popover(button, tableText.columns, () => {
    const shown = new Set(shownColumns(store.value));
    const boxes = columnsOf(store.value)
      .filter(({ kind }) => kind !== "text")
      .map((column) => {
        const input = h("input", { type: "checkbox" });
        input.checked = shown.has(column);
        input.addEventListener("change", () => store.change((state) => toggleColumn(state, column.id)));
        return h("label", { class: "tick" }, input, h("span", { dir: "auto" }, column.title));
      });
    const note = leftOutNote(store.value);
    return h("div", { class: "form ticks-list" }, ...boxes, ...(note === "" ? [] : [h("p", { class: "note" }, note)]));
  });
  opened.element.classList.add("columns");
  return {
    element: opened.element,
    update: (state) => {
      const all = columnsOf(state);
      opened.show(all.length > 1);
      counted.textContent = tableText.columnsOf(shownColumns(state).length, all.length);
    },
  };
}

/** Which fields a page does not hold, and why. */
function leftOutNote({ shown, info }: State): string {
  const page = info?.page;
  if (shown === undefined || page === undefined) return "";
  const { fields, textField } = shown.dataset;
  const missing = fields.filter(({ name }) => name !== textField && !page.fields.includes(name));
  return missing.length === 0
    ? ""
    : pageText.fieldsLeftOut(
        missing.map(({ name }) => fieldName(name)),
        page.hasTexts,
      );
}
