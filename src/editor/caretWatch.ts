import { EventEmitter, window, type Disposable, type TextEditor } from "vscode";
import type { RecordPlaces } from "./recordPlaces.ts";

/** The panel hears of the caret no more often than a screen can show it. */
const FRAME_MS = 16;

/** What the carets stand in. */
interface Standing {
  readonly point: number | undefined;
  /** Several points that carets or a range mark, ascending; empty where they mark one or none. */
  readonly marked: Uint32Array<ArrayBuffer>;
}

const NONE = new Uint32Array();

/** Tells which records the carets stand in, in any editor of the run's files. */
export class CaretWatch implements Disposable {
  readonly #places: RecordPlaces;
  readonly #isMine: (editor: TextEditor) => boolean;
  readonly #caretMoved = new EventEmitter<number | undefined>();
  readonly #selectionMoved = new EventEmitter<Uint32Array<ArrayBuffer>>();
  readonly #subscriptions: readonly Disposable[];
  #timer: NodeJS.Timeout | undefined;
  #moved = false;
  /** As it was told last; undefined until it was told. */
  #told: Standing | undefined;

  /** Fires with the point in whose row the caret stands, also where an edit or a new reading puts another there. */
  readonly onCaretMoved = this.#caretMoved.event;
  /** Fires with the points that several carets or a range mark, and once with none when they no longer do. */
  readonly onSelectionMoved = this.#selectionMoved.event;

  /** @param isMine whether an editor shows a file of the run */
  constructor(places: RecordPlaces, isMine: (editor: TextEditor) => boolean) {
    this.#places = places;
    this.#isMine = isMine;
    this.#subscriptions = [
      window.onDidChangeTextEditorSelection(({ textEditor }) => isMine(textEditor) && this.#follow()),
      window.onDidChangeActiveTextEditor((editor) => editor && isMine(editor) && this.#follow()),
    ];
  }

  /** The records are others now. */
  reread(): void {
    if (this.#told) this.#tell(this.#standing());
  }

  /** The caret may stand in another row now without having moved; where it moves, that is known after the edit. */
  edited(): void {
    if (this.#told) this.#waitForFrame();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#caretMoved.dispose();
    this.#selectionMoved.dispose();
  }

  /** Tells at once, then no more than once per frame. */
  #follow(): void {
    this.#moved = true;
    if (this.#timer !== undefined) return;
    this.#moved = false;
    this.#waitForFrame();
    this.#tell(this.#standing());
  }

  #waitForFrame(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#moved) this.#follow();
      else this.#tellIfNew();
    }, FRAME_MS);
  }

  #tellIfNew(): void {
    const standing = this.#standing();
    if (standing.point !== this.#told?.point) this.#tell(standing);
  }

  #tell(standing: Standing): void {
    const before = this.#told?.marked ?? NONE;
    this.#told = standing;
    this.#caretMoved.fire(standing.point);
    if (standing.marked.length > 0 || before.length > 0) this.#selectionMoved.fire(standing.marked);
  }

  #standing(): Standing {
    const editor = editorOf(this.#isMine);
    if (!editor) return { point: undefined, marked: NONE };
    const file = editor.document.uri.toString();
    const marked = this.#places.within(file, editor.selections);
    return { point: this.#places.at(file, editor.selection.active), marked: marked.length > 1 ? marked : NONE };
  }
}

/** The active editor where it is one of these, else the first one that is shown. */
export function editorOf(isMine: (editor: TextEditor) => boolean): TextEditor | undefined {
  const active = window.activeTextEditor;
  return active && isMine(active) ? active : window.visibleTextEditors.find(isMine);
}
