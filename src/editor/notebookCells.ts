import {
  NotebookEditorRevealType,
  NotebookRange,
  window,
  workspace,
  type NotebookCell,
  type NotebookDocument,
  type Uri,
} from "vscode";

/** A notebook's file is read as it lies on disk; its cells are documents of their own, each the text of one record. */
const SCHEME = "vscode-notebook-cell";

/** The notebook that a cell's document is of; undefined for any other document. */
export function notebookOf(document: Uri): Uri | undefined {
  return document.scheme === SCHEME ? cellOf(document)?.notebook.uri : undefined;
}

/** The record of a cell, counted among its notebook's; undefined where cells and records do not belong together. */
export function recordOfCell(document: Uri, records: number): number | undefined {
  const cell = cellOf(document);
  const at = cell === undefined ? -1 : (cellsOf(cell.notebook, records)?.indexOf(cell) ?? -1);
  return at < 0 ? undefined : at;
}

/** Shows the cell of a record in the notebook's editor; false where none is shown, or has no such cell. */
export function revealCell(file: Uri, record: number, records: number): boolean {
  const editor = window.visibleNotebookEditors.find(({ notebook }) => notebook.uri.toString() === file.toString());
  const cell = editor && cellsOf(editor.notebook, records)?.[record];
  if (editor === undefined || cell === undefined) return false;
  const range = new NotebookRange(cell.index, cell.index + 1);
  editor.selections = [range];
  editor.revealRange(range, NotebookEditorRevealType.InCenterIfOutsideViewport);
  return true;
}

function cellOf(document: Uri): NotebookCell | undefined {
  const id = document.toString();
  return workspace.notebookDocuments
    .flatMap((notebook) => notebook.getCells())
    .find((cell) => cell.document.uri.toString() === id);
}

/** The cells the records were read of, in their order: all of them, or those that hold text. */
function cellsOf(notebook: NotebookDocument, records: number): readonly NotebookCell[] | undefined {
  const cells = notebook.getCells();
  const full = cells.filter(({ document }) => document.getText() !== "");
  return [cells, full].find(({ length }) => length === records);
}
