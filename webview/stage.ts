import { fitVisible, resetCamera } from "./actions.ts";
import { moved, type Size } from "./camera.ts";
import type { Context, Control } from "./control.ts";
import { h, setAttribute } from "./dom.ts";
import { FlatRenderer } from "./flat.ts";
import { framesOf } from "./frames.ts";
import { listenToGestures } from "./gestures.ts";
import { GlRenderer } from "./gl/glRenderer.ts";
import { HoverCard } from "./hoverCard.ts";
import { likeMarks, likeOnPlanes } from "./likeMarks.ts";
import { cameraOf } from "./lens.ts";
import { areaSize, middleOf, zoomAt } from "./planeCamera.ts";
import { planesOf } from "./planeSights.ts";
import { PlaneStage, stageLabel } from "./planeStage.ts";
import { otherLayer, planeViewOf } from "./planeState.ts";
import { atRest } from "./planes.ts";
import { Overlay, textMeasure } from "./overlay.ts";
import { overlayContent } from "./overlayContent.ts";
import { pixelOf } from "./picking.ts";
import type { Renderer } from "./renderer.ts";
import { createSceneBuilder, type Frame, type Scene } from "./scene.ts";
import { sightOf } from "./sight.ts";
import { isBare, linesDrawn, litLayer, webglMissing, type Shown, type State } from "./state.ts";
import { onThemeChange, readTheme } from "./theme.ts";
import { setCamera, stepSeparation } from "./view.ts";

const MAX_REPORTS = 3;
/** How much nearer a step of the keyboard goes. */
const ZOOM_STEP = 1.25;
/** Milliseconds after which a failed frame is tried again at the latest. */
const MAX_WAIT = 5000;
/** Milliseconds after which it is told that lines are left out. */
const THIN = 400;
/** Milliseconds a lost graphics card has to come back before the picture is drawn without it. */
const COMEBACK = 4000;

/** A scene as it was drawn. */
export interface Seen {
  readonly scene: Scene;
  readonly frames: readonly Frame[];
  readonly size: Size;
}

/**
 * The picture: a canvas a renderer draws on, words over it, a card beside the point under the mouse. Tests find what
 * is drawn in the element's data attributes and ask for pixels by the event `strata:locate` (see test/webview).
 */
export class Stage implements Control {
  readonly element: HTMLElement;
  readonly #context: Context;
  readonly #canvas = h("div", { class: "plot" });
  readonly #overlay = new Overlay();
  readonly #planes: PlaneStage;
  readonly #card = new HoverCard();
  readonly #build = createSceneBuilder();
  #measure = textMeasure();
  #theme = readTheme();
  #size: Size = { width: 0, height: 0 };
  #renderer: Renderer | undefined;
  #seen: Seen | undefined;
  #asked = false;
  /** Runs while lines are left out, until that is worth a word. */
  #thin: ReturnType<typeof setTimeout> | undefined;
  /** Frames that failed since the last one that was drawn whole, and whether the last one did. */
  #failures = 0;
  #failed = false;
  /** Milliseconds the last drawing took. */
  lastCost = 0;

  constructor(context: Context) {
    this.#context = context;
    this.#planes = new PlaneStage(context);
    this.element = h(
      "div",
      { class: "stage", id: "stage", role: "group", tabindex: 0 },
      this.#planes.underlay.element,
      this.#canvas,
      this.#overlay.element,
      this.#planes.heads.element,
      this.#planes.key.element,
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

  /** What was drawn last; `undefined` before the first time. */
  get seen(): Seen | undefined {
    return this.#seen;
  }

  /** Prepares the renderer; the picture is drawn as soon as both are there. */
  load(): void {
    const renderer = GlRenderer.create(this.#canvas, {
      progressed: () => this.#progressed(),
      failed: (error) => this.#fail(error),
      lost: () => setTimeout(() => this.#withoutCard(), COMEBACK),
    });
    if (renderer === undefined) this.#drawFlat();
    else this.#renderer = renderer;
    this.#ask();
  }

  /** Gives up a graphics card that did not come back. */
  #withoutCard(): void {
    if (!(this.#renderer instanceof GlRenderer) || !this.#renderer.isLost) return;
    this.#renderer.destroy();
    this.#drawFlat();
    this.#ask();
  }

  #drawFlat(): void {
    this.#renderer = new FlatRenderer(this.#canvas);
    this.#context.store.change(webglMissing);
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

  step(by: number): void {
    const middle = middleOf(this.#context.store.value, this.#size);
    this.#context.store.change((state) =>
      planeViewOf(state) === undefined ? stepSeparation(state, by) : zoomAt(state, ZOOM_STEP ** by, middle, this.#size),
    );
  }

  move(dx: number, dy: number): void {
    this.#context.store.change((state) => {
      const area = areaSize(state, this.#size, middleOf(state, this.#size));
      return setCamera(state, moved(cameraOf(state), dx, dy, area));
    });
  }

  /** Draws in the next frame, however often it is asked. */
  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    setAttribute(this.element, "data-settled", "");
    requestAnimationFrame(() => {
      this.#asked = false;
      try {
        this.#frame();
        this.#failed = false;
      } catch (error) {
        this.#failed = true;
        this.#fail(error);
      }
    });
  }

  /** Reports a frame that failed; the picture is tried again, whole and ever more seldom. */
  #fail(error: unknown): void {
    this.#failures++;
    // One that repeats with every frame would fill the log.
    if (this.#failures <= MAX_REPORTS) this.#context.host.report(error);
    setTimeout(() => this.#ask(), Math.min(MAX_WAIT, 2 ** this.#failures * 20));
  }

  #frame(): void {
    const state = this.#context.store.value;
    const scene = isBare(state) ? undefined : this.#build(state, this.#theme);
    const frames = framesOf(state, this.#size);
    const sight = sightOf(state, this.#size);
    const renderer = this.#renderer;
    const blank = scene === undefined || sight === undefined || renderer === undefined;
    this.element.classList.toggle("blank", blank);
    if (blank || state.shown === undefined) {
      this.#overlay.clear();
      this.#planes.clear();
      return;
    }
    const start = performance.now();
    renderer.draw(scene, frames, this.#size);
    this.#seen = { scene, frames, size: this.#size };
    const planes = planesOf(state, this.#size);
    if (planes.length === 0) {
      this.#planes.clear();
      this.#overlay.draw(overlayContent(state, sight, this.#size, this.#theme, this.#measure));
      this.#overlay.element.append(...likeMarks(state, sight.project));
    } else {
      const on = { overlay: this.#overlay, size: this.#size, theme: this.#theme, measure: this.#measure };
      this.#planes.draw(state, planes, on);
      this.#overlay.element.append(...likeOnPlanes(state, planes));
    }
    const at = state.hovered && pixelOf(state, this.#size, state.hovered);
    this.#card.update(state, at, this.#size, () => this.#ask());
    this.lastCost = performance.now() - start;
    this.#report(state, state.shown);
    this.#progressed();
  }

  /** More of the picture is on the canvas, or less while it moves. */
  #progressed(): void {
    const report = this.#renderer?.report;
    if (report === undefined) return;
    setAttribute(this.element, "data-settled", !this.#asked && report.complete ? "1" : "");
    setAttribute(this.element, "data-lines", String(report.lines));
    const tell = (lines: number | undefined): void => this.#context.store.change((state) => linesDrawn(state, lines));
    if (report.complete) {
      clearTimeout(this.#thin);
      this.#thin = undefined;
      if (!this.#failed) this.#failures = 0;
      tell(undefined);
    } else {
      this.#thin ??= setTimeout(() => {
        this.#thin = undefined;
        if (this.#renderer?.report.complete === false) tell(this.#renderer.report.lines);
      }, THIN);
    }
  }

  #report(state: State, { picture }: Shown): void {
    const { selected, mode } = state.view;
    const camera = cameraOf(state);
    const data: Readonly<Record<string, string | undefined>> = {
      ready: "1",
      drawn: String(picture.drawn),
      records: String(picture.points),
      mode,
      layer: String(litLayer(state)),
      other: mode === "pair" ? String(otherLayer(state)) : undefined,
      moving: state.motion === atRest ? "" : "1",
      selected: selected === undefined ? "" : String(selected),
      camera: [camera.azimuth, camera.elevation, camera.zoom, ...camera.shift].map((n) => n.toFixed(4)).join(" "),
      cost: this.lastCost.toFixed(1),
    };
    for (const [name, value] of Object.entries(data)) setAttribute(this.element, `data-${name}`, value);
    setAttribute(this.element, "aria-label", stageLabel(state, planesOf(state, this.#size)));
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
