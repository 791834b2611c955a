import {
  env,
  Range,
  Selection,
  TextEditorRevealType,
  ViewColumn,
  window,
  workspace,
  type TextDocument,
  type Uri,
} from "vscode";
import { CancellationToken } from "vscode-jsonrpc/node";
import type { DatasetInfo } from "../protocol/engine.ts";
import type { RowAction } from "../protocol/selection.ts";
import { wholeTexts } from "../protocol/wholeTexts.ts";
import { selectionText } from "../strings/selection.ts";
import type { DocumentRun } from "./documentRun.ts";
import type { RecordLinks } from "./recordLinks.ts";
import type { Stretch } from "./recordPlaces.ts";
import { distinct, fileOfRows, linesOfPoints } from "./rowText.ts";

/** Carets above which VS Code becomes slow. */
const MANY_CARETS = 10_000;
const SHOWN_MS = 5000;

/** What the actions need to know of a panel. */
export interface RowContext {
  readonly run: DocumentRun;
  readonly links: RecordLinks;
  readonly column: ViewColumn | undefined;
}

/** Does something with the rows of points of the picture that is shown. */
export async function actOnRows(action: RowAction, points: Uint32Array, context: RowContext): Promise<void> {
  if (action === "selectInEditor") await selectInEditor(points, context);
  else if (action === "openSelection") await openRows(points, context);
  else await copyRows(points, context);
}

/** A caret at each point's text; several files one after the other, the first one in front. */
async function selectInEditor(points: Uint32Array, { links, column }: RowContext): Promise<void> {
  if (points.length > MANY_CARETS) {
    const question = selectionText.tooMany(points.length);
    const answer = await window.showWarningMessage(question, { modal: true }, selectionText.selectAnyway);
    if (answer === undefined) return;
  }
  const files = byFile(points, (point) => {
    const place = links.places.of(point);
    return place && { file: place.file, stretch: place.text };
  });
  if (files.size === 0) nothingThere();
  for (const [file, stretches] of [...files].reverse()) {
    const uri = links.fileAt(file);
    const editor = uri && (await links.show(uri, column));
    if (editor === undefined) {
      if (uri !== undefined) void window.showWarningMessage(selectionText.noText);
      continue;
    }
    editor.selections = stretches.map(
      ({ start, end }) => new Selection(end.line, end.character, start.line, start.character),
    );
    editor.revealRange(editor.selection, TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

/** The rows as they stand in a new, unsaved document of the same language; of tables with other columns in one for each. */
async function openRows(points: Uint32Array, context: RowContext): Promise<void> {
  const { run, column } = context;
  const dataset = run.shown?.dataset;
  if (dataset === undefined) return;
  for (const { texts, header, language } of (await rowsOf(points, dataset, context)) ?? []) {
    const content = fileOfRows(dataset.format, texts, header);
    const document = await workspace.openTextDocument({ content, language });
    await window.showTextDocument(document, {
      preview: false,
      ...(column !== undefined && { viewColumn: besides(column) }),
    });
  }
}

/** Lines of JSONL as they stand; of other formats objects with the texts and labels. */
async function copyRows(points: Uint32Array, context: RowContext): Promise<void> {
  const { run } = context;
  const dataset = run.shown?.dataset;
  if (dataset === undefined) return;
  let copied: string;
  if (dataset.format === "jsonl" && dataset.tokens === undefined) {
    const rows = await rowsOf(points, dataset, context);
    if (rows === undefined) return;
    const texts = rows.flatMap((some) => some.texts);
    copied = fileOfRows("jsonl", texts, undefined);
  } else {
    const texts = await run.ask(wholeTexts, { run: dataset.run, points: [...points] }, CancellationToken.None);
    copied = linesOfPoints(dataset, points, texts);
  }
  await env.clipboard.writeText(copied);
  window.setStatusBarMessage(selectionText.copied(points.length), SHOWN_MS);
}

/** Rows of files that can be a file together. */
interface RowTexts {
  readonly texts: string[];
  readonly language: string;
  /** Of a table that names its columns: the row with the names. */
  readonly header: string | undefined;
}

/** The texts of the rows that are still there; says so where there are none. */
async function rowsOf(
  points: Uint32Array,
  dataset: DatasetInfo,
  { links }: RowContext,
): Promise<readonly RowTexts[] | undefined> {
  const files = byFile(points, (point) => {
    const place = links.places.rowOf(point);
    return place && { file: place.file, stretch: place.row };
  });
  const ofTokens = dataset.tokens !== undefined && !dataset.tokens.areRecords;
  const found = new Map<string, RowTexts>();
  for (const [file, stretches] of files) {
    const uri = links.fileAt(file);
    const document = uri && (await textOf(uri));
    if (document === undefined) return undefined;
    const language = document.languageId;
    const header = headerOf(document, dataset, links.places.firstRowIn(file));
    const id = JSON.stringify([language, header]);
    const texts = found.get(id)?.texts ?? [];
    for (const { start, end } of distinct(ofTokens ? stretches.map(wholeLines) : stretches)) {
      const last = ofTokens ? Number.MAX_SAFE_INTEGER : end.character;
      texts.push(document.getText(new Range(start.line, start.character, end.line, last)));
    }
    found.set(id, { texts, language, header });
  }
  if (found.size > 0) return [...found.values()];
  nothingThere();
  return undefined;
}

/** What stands before the first row of a table that names its columns. Of several tables only that tells whether they do. */
function headerOf(document: TextDocument, dataset: DatasetInfo, first: Stretch | undefined): string | undefined {
  const { reading, fileOf, format } = dataset;
  const isNamed = reading.dialect?.header ?? (fileOf !== undefined && format === "csv");
  if (!isNamed || first === undefined) return undefined;
  const header = document.getText(new Range(0, 0, first.start.line, first.start.character)).trimEnd();
  return header === "" ? undefined : header;
}

function wholeLines({ start, end }: Stretch): Stretch {
  return { start: { line: start.line, character: 0 }, end: { line: end.line, character: 0 } };
}

/** Extensions do not see the text of very large files. */
async function textOf(uri: Uri): Promise<TextDocument | undefined> {
  try {
    return await workspace.openTextDocument(uri);
  } catch (error) {
    await window.showWarningMessage(
      `${selectionText.noText} ${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  }
}

function byFile(
  points: Uint32Array,
  placeOf: (point: number) => { readonly file: number; readonly stretch: Stretch } | undefined,
): Map<number, Stretch[]> {
  const files = new Map<number, Stretch[]>();
  for (const point of points) {
    const place = placeOf(point);
    if (place === undefined) continue;
    const known = files.get(place.file);
    if (known === undefined) files.set(place.file, [place.stretch]);
    else known.push(place.stretch);
  }
  return files;
}

function nothingThere(): void {
  window.setStatusBarMessage(selectionText.nothingThere, SHOWN_MS);
}

/** Another column than the panel's. */
function besides(panel: ViewColumn): ViewColumn {
  return panel === ViewColumn.One ? ViewColumn.Two : ViewColumn.One;
}
