import { pointKind } from "../src/protocol/engine.ts";
import { panelText } from "../src/strings/panel.ts";
import { fitVisible, resetCamera } from "./actions.ts";
import type { Size } from "./camera.ts";
import type { Context, Control } from "./control.ts";
import { h, setAttribute } from "./dom.ts";
import { createFigureBuilder, type Figure } from "./figure.ts";
import { FlatRenderer } from "./flat.ts";
import { listenToGestures } from "./gestures.ts";
import { HoverCard } from "./hoverCard.ts";
import { likeMarks } from "./likeMarks.ts";
import { Overlay, textMeasure } from "./overlay.ts";
import { overlayContent } from "./overlayContent.ts";
import { Painter } from "./painter.ts";
import { pixelOf } from "./picking.ts";
import { PlotlyRenderer } from "./plot.ts";
import { hasWebgl, type Renderer } from "./renderer.ts";
import { nearestOf } from "./results.ts";
import { sightOf, type Sight } from "./sight.ts";
import { isBare, litLayer, webglMissing, type Shown, type State } from "./state.ts";
import { onThemeChange, readTheme } from "./theme.ts";

/** Width of the canvas below which markers are smaller. */
const NARROW = 560;
const MAX_REST = 500;
const MAX_REPORTS = 3;
/** Milliseconds after which a failed frame is tried again at the latest. */
const MAX_WAIT = 5000;

/**
 * The picture: a canvas a renderer draws on, words over it, a card beside the point under the mouse. Tests find what
 * is drawn in the element's data attributes and ask for pixels by the event `strata:locate` (see test/webview).
 */
export class Stage implements Control {
  readonly element: HTMLElement;
  readonly #context: Context;
  readonly #canvas = h("div", { class: "plot" });
  readonly #front = new Painter();
  readonly #overlay = new Overlay();
  readonly #card = new HoverCard();
  readonly #build = createFigureBuilder();
  #measure = textMeasure();
  #theme = readTheme();
  #size: Size = { width: 0, height: 0 };
  #renderer: Renderer | undefined;
  #drawn: { readonly figure: Figure; readonly sight: Sight; readonly size: Size } | undefined;
  #asked = false;
  /** No drawing with WebGL before this time. */
  #rest = 0;
  #queue = Promise.resolve();
  /** Frames that failed since the last one that did not. */
  #failures = 0;
  /** Milliseconds the last drawing took. */
  lastCost = 0;

  constructor(context: Context) {
    this.#context = context;
    this.element = h(
      "div",
      { class: "stage", id: "stage", role: "img", tabindex: 0 },
      this.#canvas,
      this.#front.canvas,
      this.#overlay.element,
      this.#card.element,
    );
    listenToGestures(this.element, context, () => this.#size);
    this.element.addEventListener("strata:locate", (event) => this.#locate(event));
    onThemeChange(() => {
      this.#theme = readTheme();
      this.#measure = textMeasure();
      this.#ask();
    });
    new ResizeObserver(() => {
      this.#size = { width: this.element.clientWidth, height: this.element.clientHeight };
      this.#ask();
    }).observe(this.element);
  }

  /** Prepares the renderer; the picture is drawn as soon as both are there. */
  async load(): Promise<void> {
    if (hasWebgl()) this.#renderer = await PlotlyRenderer.create(this.#canvas, () => this.#reload());
    else {
      this.#renderer = new FlatRenderer(this.#canvas);
      this.#context.store.change(webglMissing);
    }
    this.#ask();
  }

  /** Begins anew with another renderer. */
  #reload(): void {
    this.#after(() => {
      this.#renderer?.destroy();
      this.#renderer = undefined;
      this.#drawn = undefined;
      return this.load();
    });
  }

  update(): void {
    this.#ask();
  }

  resetCamera(): void {
    resetCamera(this.#context);
  }

  fit(): void {
    fitVisible(this.#context, this.#size);
  }

  /** Draws in the next frame, however often it is asked; once more after one that is being drawn. */
  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    setAttribute(this.element, "data-settled", "");
    requestAnimationFrame(() => {
      this.#after(async () => {
        this.#asked = false;
        await this.#frame();
        this.#failures = 0;
      });
    });
  }

  /**
   * Works one after the other. A failure is reported and ends only its own work; the picture is tried again, whole and
   * ever more seldom.
   */
  #after(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(work).catch((error: unknown) => {
      this.#drawn = undefined;
      this.#failures++;
      // One that repeats with every frame would fill the log.
      if (this.#failures <= MAX_REPORTS) this.#context.host.report(error);
      setTimeout(() => this.#ask(), Math.min(MAX_WAIT, 2 ** this.#failures * 20));
    });
  }

  async #frame(): Promise<void> {
    const state = this.#context.store.value;
    const sight = isBare(state) ? undefined : sightOf(state, this.#size);
    const renderer = this.#renderer;
    const blank = sight === undefined || state.shown === undefined || renderer === undefined;
    this.element.classList.toggle("blank", blank);
    if (blank) {
      this.#overlay.clear();
      return;
    }
    const start = performance.now();
    const figure = this.#figureOf(state, state.shown, sight);
    this.#front.paint(figure.front, sight.project, this.#size);
    this.#overlay.draw(overlayContent(state, sight, this.#size, this.#theme, this.#measure));
    this.#overlay.element.append(...likeMarks(state, sight.project));
    await this.#draw(renderer, figure, sight);
    const at = state.hovered && pixelOf(state, this.#size, state.hovered);
    this.#card.update(state, at, this.#size, () => this.#ask());
    this.lastCost = performance.now() - start;
    this.#report(state, state.shown);
  }

  /** Where WebGL is slow, it is left half of the time for everything else: the front follows every frame all the same. */
  async #draw(renderer: Renderer, figure: Figure, sight: Sight): Promise<void> {
    const before = this.#drawn;
    const same =
      before?.figure.traces === figure.traces && before.sight.bounds === sight.bounds && before.size === this.#size;
    if (same && before.sight === sight) return;
    const start = performance.now();
    if (start < this.#rest) {
      setTimeout(() => this.#ask(), this.#rest - start);
      return;
    }
    this.#drawn = { figure, sight, size: this.#size };
    if (same) renderer.look(sight);
    else await renderer.draw(figure, sight, this.#size);
    const end = performance.now();
    this.#rest = end + Math.min(MAX_REST, end - start);
  }

  #figureOf(state: State, { picture, categories }: Shown, { bounds }: Sight): Figure {
    const { hidden, selected, trajectories } = state.view;
    return this.#build({
      picture,
      bounds,
      categories,
      hidden,
      layer: litLayer(state),
      selected,
      related: nearestOf(state),
      trajectories,
      theme: this.#theme,
      markerScale: this.#size.width < NARROW ? 0.78 : 1,
    });
  }

  #report(state: State, { picture, dataset }: Shown): void {
    const { selected, camera } = state.view;
    const data: Readonly<Record<string, string | undefined>> = {
      ready: "1",
      drawn: String(picture.drawn),
      records: String(picture.points),
      layer: String(litLayer(state)),
      selected: selected === undefined ? "" : String(selected),
      camera: [camera.azimuth, camera.elevation, camera.zoom, ...camera.shift].map((n) => n.toFixed(4)).join(" "),
      cost: this.lastCost.toFixed(1),
      settled: this.#asked || this.#drawn?.sight !== sightOf(state, this.#size) ? "" : "1",
    };
    for (const [name, value] of Object.entries(data)) setAttribute(this.element, `data-${name}`, value);
    setAttribute(
      this.element,
      "aria-label",
      panelText.picture(picture.layers.length, picture.drawn, pointKind(dataset)),
    );
  }

  /** Answers a test's question where a point is drawn, in pixels of this element: `data-located="x y"`. */
  #locate(event: Event): void {
    if (!(event instanceof CustomEvent)) return;
    const { record, layer } = event.detail as { record: number; layer?: number };
    const state = this.#context.store.value;
    const at = pixelOf(state, this.#size, { point: record, layer: layer ?? litLayer(state) });
    setAttribute(this.element, "data-located", at === undefined ? "" : at.map((n) => n.toFixed(2)).join(" "));
  }
}
