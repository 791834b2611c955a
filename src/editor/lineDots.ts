import {
  OverviewRulerLane,
  Range,
  Uri,
  window,
  type Disposable,
  type TextEditor,
  type TextEditorDecorationType,
} from "vscode";
import type { LineColours } from "../protocol/lines.ts";
import type { DocumentRun } from "./documentRun.ts";
import type { RecordPlaces } from "./recordPlaces.ts";

/** Lines of an editor that are coloured; of more, those in sight. */
const MOST_LINES = 20_000;
/** Colours, scrolling and editors change in bursts. */
const WAIT_MS = 40;
const COLOUR = /^#[0-9a-f]{6}$/;

/** Dots beside the lines of a picture's records, and stripes in the overview ruler, in the picture's colours. */
export class LineDots implements Disposable {
  readonly #run: DocumentRun;
  readonly #places: RecordPlaces;
  readonly #subscriptions: readonly { dispose(): unknown }[];
  readonly #looks = new Map<string, TextEditorDecorationType>();
  #colours: LineColours | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(run: DocumentRun, places: RecordPlaces) {
    this.#run = run;
    this.#places = places;
    this.#subscriptions = [
      window.onDidChangeVisibleTextEditors(() => this.#soon()),
      window.onDidChangeTextEditorVisibleRanges(
        ({ textEditor }) => textEditor.document.lineCount > MOST_LINES && this.#soon(),
      ),
    ];
  }

  /** @param colours undefined shows none */
  show(colours: LineColours | undefined): void {
    if (colours === undefined && this.#colours === undefined) return;
    this.#colours = colours;
    this.#soon();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const look of this.#looks.values()) look.dispose();
  }

  #soon(): void {
    if (this.#colours === undefined && this.#looks.size === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#draw();
    }, WAIT_MS);
  }

  #draw(): void {
    const colours = this.#colours?.run === this.#run.shown?.dataset.run ? this.#colours : undefined;
    const wanted = new Set((colours?.colours ?? []).filter((colour) => COLOUR.test(colour)));
    for (const [colour, look] of this.#looks) {
      if (wanted.has(colour)) continue;
      look.dispose();
      this.#looks.delete(colour);
    }
    if (colours === undefined) return;
    for (const editor of window.visibleTextEditors) {
      const lines = this.#linesIn(editor, colours);
      for (const colour of wanted) editor.setDecorations(this.#lookOf(colour), lines.get(colour) ?? []);
    }
  }

  /** The lines on which records begin, by their colour. */
  #linesIn({ document, visibleRanges }: TextEditor, { colours, of }: LineColours): ReadonlyMap<string, Range[]> {
    const file = document.uri.toString();
    const whole = [new Range(0, 0, document.lineCount, 0)];
    const found = new Map<string, Range[]>();
    for (const point of this.#places.within(file, document.lineCount > MOST_LINES ? visibleRanges : whole)) {
      const colour = colours[of[point] ?? -1];
      const line = this.#places.of(point)?.text.start.line;
      if (colour === undefined || line === undefined) continue;
      const lines = found.get(colour) ?? [];
      if (lines.length === 0) found.set(colour, lines);
      // Many records may stand on one line.
      if (lines.at(-1)?.start.line !== line) lines.push(new Range(line, 0, line, 0));
    }
    return found;
  }

  #lookOf(colour: string): TextEditorDecorationType {
    const known = this.#looks.get(colour) ?? window.createTextEditorDecorationType(lookIn(colour));
    this.#looks.set(colour, known);
    return known;
  }
}

function lookIn(colour: string) {
  const dot = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="4" fill="${colour}"/></svg>`;
  return {
    gutterIconPath: Uri.parse(`data:image/svg+xml;base64,${Buffer.from(dot).toString("base64")}`),
    gutterIconSize: "contain",
    overviewRulerColor: colour,
    overviewRulerLane: OverviewRulerLane.Left,
  };
}
