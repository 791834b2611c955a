import { OverviewRulerLane, Range, ThemeColor, window, type Disposable, type TextEditorDecorationType } from "vscode";

/** A line of a document, by the document's id. */
export interface MarkedLine {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** Marks the lines of one record lightly in every editor that shows them, until another one is marked or none. */
export class LineMarks implements Disposable {
  readonly #look: TextEditorDecorationType = window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor("editor.rangeHighlightBackground"),
    overviewRulerColor: new ThemeColor("editorOverviewRuler.rangeHighlightForeground"),
    overviewRulerLane: OverviewRulerLane.Full,
  });
  readonly #subscription: Disposable;
  #marked: MarkedLine | undefined;

  constructor() {
    this.#subscription = window.onDidChangeVisibleTextEditors(() => this.#show());
  }

  mark(line: MarkedLine | undefined): void {
    this.#marked = line;
    this.#show();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#look.dispose();
  }

  #show(): void {
    const marked = this.#marked;
    for (const editor of window.visibleTextEditors) {
      const isHere = marked !== undefined && editor.document.uri.toString() === marked.file;
      editor.setDecorations(this.#look, isHere ? [new Range(marked.from, 0, marked.to, 0)] : []);
    }
  }
}
