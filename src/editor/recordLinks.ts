import path from "node:path";
import {
  EventEmitter,
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
} from "vscode";
import type { DatasetInfo } from "../protocol/engine.ts";
import { editorText } from "../strings/editor.ts";
import type { DocumentRun } from "./documentRun.ts";
import { openDocument } from "./documentSource.ts";
import type { Edit } from "./edits.ts";
import { openText } from "./openText.ts";
import { RowTracker } from "./rowTracker.ts";

/** The panel hears of the caret no more often than a screen can show it. */
const FRAME_MS = 16;

/** How long the status bar says why no line is shown. */
const SHOWN_MS = 5000;

/** Joins the records of a run with their lines in the editor, in both directions. */
export class RecordLinks implements Disposable {
  readonly #run: DocumentRun;
  readonly #tracker = new RowTracker();
  readonly #caretMoved = new EventEmitter<number | undefined>();
  readonly #subscriptions: Disposable[];
  #linked: DatasetInfo | undefined;
  #timer: NodeJS.Timeout | undefined;
  #moved = false;
  /** What the caret stands in as it was told last; undefined until it was told. */
  #told: { readonly point: number | undefined } | undefined;

  /** Fires with the point in whose row the caret stands, also where an edit or a new reading puts another there. */
  readonly onCaretMoved = this.#caretMoved.event;

  constructor(run: DocumentRun) {
    this.#run = run;
    this.#subscriptions = [
      run.onBeginning(() => this.#tracker.begin()),
      run.onChanged((part) => part !== "state" && this.#link(run.shown?.dataset ?? run.dataset)),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document.uri.toString() === run.id) this.#edited(contentChanges);
      }),
      window.onDidChangeTextEditorSelection(({ textEditor }) => this.#isMine(textEditor) && this.#followCaret()),
      window.onDidChangeActiveTextEditor((editor) => editor && this.#isMine(editor) && this.#followCaret()),
    ];
  }

  /** Shows the record's text in the editor and selects it. */
  async reveal(record: number, preserveFocus: boolean, panelColumn: ViewColumn | undefined): Promise<void> {
    const range = this.#tracker.textOf(record);
    if (!range) return;
    const { start, end } = range;
    // The caret stands at the start: a long line is not scrolled to its end.
    const selection = new Selection(end.line, end.character, start.line, start.character);
    const isVisible = this.#visibleEditor() !== undefined;
    if (!isVisible && !(await this.#canOpen())) {
      window.setStatusBarMessage(editorText.fileGone(path.posix.basename(this.#run.uri.path)), SHOWN_MS);
      return;
    }
    if (!preserveFocus || !isVisible)
      await openText(this.#run.uri, { selection, preserveFocus, viewColumn: this.#columnFor(panelColumn) });
    const editor = this.#visibleEditor();
    // Extensions do not see the editor of a very large file; opening it has selected the record.
    if (!editor) return;
    editor.selection = selection;
    editor.revealRange(new Range(selection.active, selection.active), TextEditorRevealType.InCenterIfOutsideViewport);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#caretMoved.dispose();
  }

  /** The records are those that the panel shows: a file read anew is linked with its first picture, the first one before. */
  #link(dataset: DatasetInfo | undefined): void {
    if (dataset === undefined || dataset === this.#linked) return;
    this.#linked = dataset;
    this.#tracker.reset(dataset);
    if (this.#told) this.#tell();
  }

  /** The caret may stand in another row now without having moved; where it moves, that is known after the edit. */
  #edited(edits: readonly Edit[]): void {
    this.#tracker.apply(edits);
    if (this.#told && edits.length > 0) this.#waitForFrame();
  }

  /** Tells the caret's point at once, then no more than once per frame. */
  #followCaret(): void {
    this.#moved = true;
    if (this.#timer !== undefined) return;
    this.#moved = false;
    this.#waitForFrame();
    this.#tell();
  }

  #waitForFrame(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#moved) this.#followCaret();
      else if (this.#pointAtCaret() !== this.#told?.point) this.#tell();
    }, FRAME_MS);
  }

  #tell(): void {
    const point = this.#pointAtCaret();
    this.#told = { point };
    this.#caretMoved.fire(point);
  }

  #pointAtCaret(): number | undefined {
    const editor = this.#visibleEditor();
    return editor && this.#tracker.pointAt(editor.selection.active);
  }

  #isMine(editor: TextEditor): boolean {
    return editor.document.uri.toString() === this.#run.id;
  }

  #visibleEditor(): TextEditor | undefined {
    const active = window.activeTextEditor;
    if (active && this.#isMine(active)) return active;
    return window.visibleTextEditors.find((editor) => this.#isMine(editor));
  }

  /** Whether the document is open, or its file is there. */
  async #canOpen(): Promise<boolean> {
    const { uri } = this.#run;
    if (openDocument(uri) !== undefined || uri.scheme === "untitled") return true;
    try {
      await workspace.fs.stat(uri);
      return true;
    } catch (error) {
      // What is in the way of a file that is there is said by the editor.
      return !(error instanceof FileSystemError && error.code === "FileNotFound");
    }
  }

  /** Where the document is open already, else another column than the panel's. */
  #columnFor(panelColumn: ViewColumn | undefined): ViewColumn {
    const visible = this.#visibleEditor()?.viewColumn;
    if (visible !== undefined) return visible;
    for (const group of window.tabGroups.all)
      for (const { input } of group.tabs)
        if (input instanceof TabInputText && input.uri.toString() === this.#run.id) return group.viewColumn;
    return panelColumn === ViewColumn.One ? ViewColumn.Beside : ViewColumn.One;
  }
}
