import { TabInputText, ViewColumn, window } from "vscode";

/** Where a text opens: where texts are, else beside the pictures, never over one. `pictures`: the columns of those. */
export function textColumn(pictures: readonly (ViewColumn | undefined)[]): ViewColumn {
  const shown = [window.activeTextEditor, ...window.visibleTextEditors].flatMap((editor) => editor?.viewColumn ?? []);
  const texts = window.tabGroups.all.filter(({ tabs }) => tabs.some(({ input }) => input instanceof TabInputText));
  const [found] = [...shown, ...texts.map(({ viewColumn }) => viewColumn)];
  if (found !== undefined) return found;
  if (!pictures.includes(window.tabGroups.activeTabGroup.viewColumn)) return ViewColumn.Active;
  return pictures.includes(ViewColumn.One) ? ViewColumn.Beside : ViewColumn.One;
}
