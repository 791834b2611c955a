import path from "node:path";
import {
  FileSystemError,
  Range,
  Selection,
  TabInputText,
  TextEditorRevealType,
  ViewColumn,
  window,
  workspace,
  type Disposable,
  type TextEditor,
  type Uri,
} from "vscode";
import type { DatasetInfo } from "../protocol/engine.ts";
import { editorText } from "../strings/editor.ts";
import { CaretWatch, editorOf } from "./caretWatch.ts";
import type { DocumentRun } from "./documentRun.ts";
import { openDocument } from "./documentSource.ts";
import { LineMarks } from "./lineMarks.ts";
import { notebookOf, revealCell } from "./notebookCells.ts";
import { openText } from "./openText.ts";
import { RecordPlaces, type Stretch } from "./recordPlaces.ts";

/** How long the status bar says why no line is shown. */
const SHOWN_MS = 5000;

/** Joins the records of a run with their lines in the editor, in both directions. */
export class RecordLinks implements Disposable {
  readonly #run: DocumentRun;
  readonly #marks = new LineMarks();
  readonly #carets: CaretWatch;
  readonly #subscriptions: readonly { dispose(): unknown }[];
  #linked: DatasetInfo | undefined;
  /** The files of the linked data set: those of a folder may be others in the run that is under way. */
  #files: readonly Uri[] = [];
  #peeked: number | undefined;

  /** Where the records stand now. */
  readonly places = new RecordPlaces();
  readonly onCaretMoved: CaretWatch["onCaretMoved"];
  readonly onSelectionMoved: CaretWatch["onSelectionMoved"];

  constructor(run: DocumentRun) {
    this.#run = run;
    this.#carets = new CaretWatch(this.places, ({ document: { uri } }) => {
      const notebook = notebookOf(uri);
      return this.#fileOf(uri) >= 0 || (notebook !== undefined && this.#fileOf(notebook) >= 0);
    });
    this.onCaretMoved = this.#carets.onCaretMoved;
    this.onSelectionMoved = this.#carets.onSelectionMoved;
    this.#subscriptions = [
      this.#carets,
      this.#marks,
      run.onBeginning(() => this.places.begin(run.files.map(String))),
      run.onChanged((part) => part !== "state" && this.#link(run.shown?.dataset ?? run.dataset)),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0 || this.#fileOf(document.uri) < 0) return;
        this.places.apply(document.uri.toString(), contentChanges);
        this.#carets.edited();
      }),
    ];
  }

  /** Shows the record's text in the editor and selects it. */
  async reveal(record: number, preserveFocus: boolean, panelColumn: ViewColumn | undefined): Promise<void> {
    const place = this.#placeOf(record);
    if (!place) return;
    const { uri, text, nth } = place;
    if (!this.#editorOf(uri) && revealCell(uri, nth, this.places.countIn(uri.toString()))) return;
    // The caret stands at the start: a long line is not scrolled to its end.
    const { start, end } = text;
    const selection = new Selection(end.line, end.character, start.line, start.character);
    const isShown = this.#editorOf(uri) !== undefined;
    if (!isShown && !(await canOpenOrSay(uri))) return;
    if (!preserveFocus || !isShown)
      await openText(uri, { selection, preserveFocus, viewColumn: this.#columnFor(uri, panelColumn) });
    this.#peek(undefined);
    const editor = this.#editorOf(uri);
    // Extensions do not see the editor of a very large file; opening it has selected the record.
    if (!editor) return;
    editor.selection = selection;
    editor.revealRange(new Range(selection.active, selection.active), TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** Shows the record's line and marks it; focus and caret stay where they are, in every editor. */
  async peek(record: number, panelColumn: ViewColumn | undefined): Promise<void> {
    const place = this.#placeOf(record);
    if (!place) return;
    const { uri, text, nth } = place;
    if (!this.#editorOf(uri)) {
      if (revealCell(uri, nth, this.places.countIn(uri.toString()))) return;
      if (!(await canOpenOrSay(uri))) return;
      await openText(uri, { preview: true, preserveFocus: true, viewColumn: this.#columnFor(uri, panelColumn) });
    }
    this.#peek(record);
    const { line, character } = text.start;
    this.#editorOf(uri)?.revealRange(
      new Range(line, character, line, character),
      TextEditorRevealType.InCenterIfOutsideViewport,
    );
  }

  /** Opens a file of the run, where it is open already or beside the panel; undefined where extensions do not see it. */
  async show(uri: Uri, panelColumn: ViewColumn | undefined): Promise<TextEditor | undefined> {
    if (!(await canOpenOrSay(uri))) return undefined;
    await openText(uri, { viewColumn: this.#columnFor(uri, panelColumn) });
    return this.#editorOf(uri);
  }

  /** A file by its place among those of the linked records. */
  fileAt(place: number): Uri | undefined {
    return this.#files[place];
  }

  /** Marks the record's lines lightly; none, or what was peeked at last, where there is no record. */
  hover(record: number | undefined): void {
    this.#mark(record ?? this.#peeked);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** The records are those that the panel shows: a file read anew is linked with its first picture, the first one before. */
  #link(dataset: DatasetInfo | undefined): void {
    if (dataset === undefined || dataset === this.#linked) return;
    this.#linked = dataset;
    this.#files = this.#run.files;
    this.places.reset(dataset, this.#files.map(String));
    this.#peek(undefined);
    this.#carets.reread();
  }

  #peek(record: number | undefined): void {
    this.#peeked = record;
    this.#mark(record);
  }

  #mark(record: number | undefined): void {
    const place = record === undefined ? undefined : this.#placeOf(record);
    this.#marks.mark(place && { file: place.uri.toString(), from: place.text.start.line, to: place.text.end.line });
  }

  #placeOf(record: number): { readonly uri: Uri; readonly nth: number; readonly text: Stretch } | undefined {
    const place = this.places.of(record);
    const uri = place && this.fileAt(place.file);
    return place && uri && { uri, nth: place.nth, text: place.text };
  }

  #fileOf(uri: Uri): number {
    const id = uri.toString();
    return this.#run.files.findIndex((file) => file.toString() === id);
  }

  #editorOf(uri: Uri): TextEditor | undefined {
    const id = uri.toString();
    return editorOf(({ document }) => document.uri.toString() === id);
  }

  /** Where the document is open already, else where another file of the run is, else another column than the panel's. */
  #columnFor(uri: Uri, panelColumn: ViewColumn | undefined): ViewColumn {
    const shown = this.#editorOf(uri) ?? editorOf(({ document }) => this.#fileOf(document.uri) >= 0);
    if (shown?.viewColumn !== undefined) return shown.viewColumn;
    for (const group of window.tabGroups.all)
      for (const { input } of group.tabs)
        if (input instanceof TabInputText && this.#fileOf(input.uri) >= 0) return group.viewColumn;
    return panelColumn === ViewColumn.One ? ViewColumn.Beside : ViewColumn.One;
  }
}

/** Whether the document is open, or its file is there; says so where it is not. */
async function canOpenOrSay(uri: Uri): Promise<boolean> {
  if (openDocument(uri) !== undefined || uri.scheme === "untitled") return true;
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch (error) {
    // What is in the way of a file that is there is said by the editor.
    const isGone = error instanceof FileSystemError && error.code === "FileNotFound";
    if (isGone) window.setStatusBarMessage(editorText.fileGone(path.posix.basename(uri.path)), SHOWN_MS);
    return !isGone;
  }
}
