import {
  Hover,
  languages,
  MarkdownString,
  type CancellationToken,
  type Disposable,
  type HoverProvider,
  type Position,
  type TextDocument,
} from "vscode";
import { NO_LABEL, type PointDetails } from "../protocol/engine.ts";
import { editorText } from "../strings/editor.ts";
import { markdownText } from "../strings/markdownText.ts";
import { read } from "./settings.ts";
import type { OpenPanel, Panels } from "./panels.ts";

/** The command of the hover's links. */
export const OPEN_RECORD = "strata.openRecord";

/** What the engine has not said by then is left out. */
const PATIENCE_MS = 100;
const NEAREST = 5;

/** What is told of the record at a line of a file that has a picture: its label, and its nearest where the panel looks. */
export class RecordHover implements HoverProvider, Disposable {
  readonly #panels: Panels;
  readonly #registration: Disposable;

  constructor(panels: Panels) {
    this.#panels = panels;
    this.#registration = languages.registerHoverProvider("*", this);
  }

  async provideHover(document: TextDocument, position: Position, token: CancellationToken): Promise<Hover | undefined> {
    if (!read("hover", document.uri)) return undefined;
    const file = document.uri.toString();
    for (const panel of this.#panels.all.toReversed()) {
      const point = panel.links.places.at(file, position);
      if (point !== undefined) return this.#hoverOf(panel, point, token);
    }
    return undefined;
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #hoverOf(panel: OpenPanel, point: number, token: CancellationToken): Promise<Hover | undefined> {
    const { run } = panel;
    const { shown } = run;
    if (shown === undefined) return undefined;
    const { dataset, picture } = shown;
    const layer = Math.min(panel.view.litLayer ?? Infinity, picture.layers.length - 1);
    const label = labelOf(panel, point);
    const words = new MarkdownString();
    words.isTrusted = { enabledCommands: [OPEN_RECORD] };
    words.appendMarkdown(
      `${label === "" ? "" : `**${markdownText(label)}** · `}${markdownText(editorText.hoverRecord(picture.layers[layer] ?? ""))}`,
    );
    const nearest = await within(PATIENCE_MS, nearestOf(panel, point, layer, token));
    for (const { point: near, text, distance } of nearest ?? []) {
      const target = encodeURIComponent(JSON.stringify([dataset.run, near]));
      words.appendMarkdown(`\n\n${distance.toFixed(3)} [${markdownText(text)}](command:${OPEN_RECORD}?${target})`);
    }
    return new Hover(words);
  }
}

function labelOf({ run }: OpenPanel, point: number): string {
  const { labels, labelOf: of, labelValues, tokens } = run.shown?.dataset ?? {};
  const record = tokens?.recordOf[point] ?? point;
  const value = labelValues?.[record];
  if (value !== undefined) return Number.isNaN(value) ? "" : String(value);
  const label = of?.[record] ?? NO_LABEL;
  return label === NO_LABEL ? "" : (labels?.[label] ?? "");
}

interface Near {
  readonly point: number;
  readonly text: string;
  readonly distance: number;
}

async function nearestOf(
  { run }: OpenPanel,
  point: number,
  layer: number,
  token: CancellationToken,
): Promise<readonly Near[]> {
  const id = run.shown?.dataset.run;
  if (id === undefined) return [];
  const { results } = await run.details({ run: id, point }, token);
  const found = nearestIn(results, layer);
  const texts = await run.excerpts(
    id,
    found.map((near) => near.point),
  );
  return found.map((near, i) => ({ ...near, text: texts[i] ?? "" }));
}

/** The nearest at a layer, of what the analyses say of a point. */
function nearestIn(results: PointDetails["results"], layer: number): readonly Omit<Near, "text">[] {
  const related = Object.values(results).find((result) => result.kind === "related");
  if (related === undefined) return [];
  const { count, points, distances } = related;
  return Array.from({ length: Math.min(NEAREST, count) }, (_, i) => ({
    point: points[layer * count + i] ?? 0,
    distance: distances[layer * count + i] ?? NaN,
  })).filter(({ distance }) => !Number.isNaN(distance));
}

/** What comes in time; undefined where nothing does, or it failed: a hover says what it can. */
function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), milliseconds);
    const end = (value: T | undefined): void => {
      clearTimeout(timer);
      resolve(value);
    };
    work.then(end, () => end(undefined));
  });
}
