import { expect, it } from "vitest";
import { standardTables, taskInfos } from "../../src/engine/tasks.ts";
import { infoChanged } from "../../webview/state.ts";
import { columnsOf, shownColumns } from "../../webview/tableColumns.ts";
import { toggleColumn } from "../../webview/tableState.ts";
import { dataset, picture, shownState } from "./samples.ts";
import { syntheticPage } from "./syntheticPage.ts";

it("every number of a point is offered as a column, and what takes long only shown where it is chosen", () => {
  const tasks = taskInfos(standardTables);
  const page = syntheticPage({ records: 6, layers: 3 });
  const state = infoChanged(shownState(dataset([0, 1, 0, 1, 0, 1]), picture(6, 3)), {
    ...page.info,
    tasks,
    uri: "file:///a",
  });
  const perPoint = tasks.filter(({ stage, result }) => stage === "analysis" && result === "perPoint");
  const ids = (columns: ReturnType<typeof columnsOf>) =>
    columns.flatMap(({ id }) => (id.startsWith("task ") ? [id.slice(5)] : []));
  expect(ids(columnsOf(state))).toEqual(perPoint.map(({ id }) => id));
  expect(ids(columnsOf(state))).toContain("density");
  expect(ids(shownColumns(state))).toEqual(perPoint.filter(({ onDemand }) => onDemand !== true).map(({ id }) => id));
  expect(ids(shownColumns(toggleColumn(state, "task density")))).toContain("density");
});
