import type { Config, Data, Layout } from "plotly.js-dist-min";
import type { Size } from "./camera.ts";
import type { Figure } from "./figure.ts";
import type { Bounds, Vector, Viewpoint } from "./projector.ts";
import type { Renderer } from "./renderer.ts";
import type { Trace } from "./trace.ts";

type Plotly = typeof import("plotly.js-dist-min");

/**
 * The parts of plotly 4.1's scene used beyond its public functions. `Plotly.react` converts and uploads every trace
 * whatever changed, 0.3 s for 5 000 records of 7 layers; a scene's trace takes an update alone in milliseconds.
 */
interface Scene {
  readonly traces: Readonly<Record<string, { update(full: FullTrace): void } | undefined>>;
  readonly container: HTMLElement;
  readonly camera: { delay: number };
  readonly glplot: {
    readonly objects: { pickSlots?: number }[];
    add(object: object): void;
    remove(object: object): void;
    redraw(): void;
  };
  setViewport(scene: { camera: object; aspectratio: object }): void;
}

/** A trace with all its defaults filled in. */
type FullTrace = Record<string, unknown> & { uid: string; line?: object; marker?: object };

interface Graph extends HTMLElement {
  readonly _fullData?: readonly FullTrace[];
  readonly _fullLayout?: { readonly scene?: { readonly _scene?: Scene } };
}

/** No mode bar: it would offer to upload the chart. Two canvas pixels per pixel: lines drawn through are not smoothed. */
const config: Partial<Config> & { plotGlPixelRatio: number } = {
  displayModeBar: false,
  displaylogo: false,
  responsive: false,
  scrollZoom: false,
  doubleClick: false,
  plotlyServerURL: "",
  plotGlPixelRatio: 2,
};

/** Draws with plotly's scatter3d on WebGL. */
export class PlotlyRenderer implements Renderer {
  readonly #plotly: Plotly;
  readonly #graph: Graph;
  readonly #gone = new AbortController();
  #last: { readonly figure: Figure; readonly size: Size } | undefined;

  private constructor(plotly: Plotly, graph: HTMLElement, lost: () => void) {
    this.#plotly = plotly;
    this.#graph = graph;
    graph.addEventListener("webglcontextlost", lost, { capture: true, signal: this.#gone.signal });
  }

  /**
   * Loads plotly, which takes about a second, and draws into the element from then on. The page's fonts are loaded
   * first: while one is on its way, plotly draws everything a second time when it has come. `lost` is called when the
   * graphics card takes WebGL away, as it may after a sleep: plotly does not come back from that.
   */
  static async create(element: HTMLElement, lost: () => void): Promise<PlotlyRenderer> {
    await Promise.allSettled(Array.from(document.fonts, (font) => font.load()));
    return new PlotlyRenderer(await import("plotly.js-dist-min"), element, lost);
  }

  async draw(figure: Figure, viewpoint: Viewpoint, size: Size): Promise<void> {
    const scene = this.#scene;
    if (scene !== undefined && this.#last !== undefined && sameFrame(this.#last.figure, figure)) {
      this.#patch(scene, this.#last.figure, figure);
      resize(scene, size);
      look(scene, viewpoint);
    } else {
      await this.#plotly.react(
        this.#graph,
        figure.traces as unknown as Data[],
        layoutOf(figure, viewpoint, size),
        config,
      );
      if (this.#scene !== undefined) {
        withoutPicking(this.#scene);
        // Plotly's camera trails its own position to move smoothly: here it is where it was put.
        this.#scene.camera.delay = 0;
      }
    }
    this.#last = { figure, size };
  }

  look(viewpoint: Viewpoint): void {
    if (this.#scene !== undefined) look(this.#scene, viewpoint);
  }

  destroy(): void {
    this.#gone.abort();
    this.#plotly.purge(this.#graph);
    this.#last = undefined;
  }

  get #scene(): Scene | undefined {
    return this.#graph._fullLayout?.scene?._scene;
  }

  /** Updates only the traces that are other objects than before. */
  #patch(scene: Scene, before: Figure, figure: Figure): void {
    figure.traces.forEach((trace, i) => {
      if (trace === before.traces[i]) return;
      const full = this.#graph._fullData?.[i];
      if (full === undefined) throw new Error(`plotly has no trace ${trace.uid}`);
      Object.assign(full, completed(trace, full), { _length: trace.x.length });
      scene.traces[trace.uid]?.update(full);
    });
  }
}

/** What changes of a trace, with the defaults of plotly kept below its `line` and `marker`. */
function completed(trace: Trace, full: FullTrace): object {
  if (trace.mode === "lines") return { ...trace, line: { ...full.line, ...trace.line } };
  return { ...trace, marker: { ...full.marker, ...trace.marker } };
}

/** True where the figures differ in nothing but what is in their traces. */
function sameFrame(before: Figure, figure: Figure): boolean {
  return (
    before.bounds.half === figure.bounds.half &&
    before.bounds.layers === figure.bounds.layers &&
    before.traces.length === figure.traces.length &&
    before.traces.every((trace, i) => trace.uid === figure.traces[i]?.uid)
  );
}

/** Plotly draws everything a second time to find what is under the mouse; the panel does that itself. */
function withoutPicking({ glplot }: Scene): void {
  for (const object of glplot.objects) object.pickSlots = 0;
  const regroup = { pickSlots: 0 };
  glplot.add(regroup);
  glplot.remove(regroup);
}

function resize(scene: Scene, { width, height }: Size): void {
  scene.container.style.width = `${width}px`;
  scene.container.style.height = `${height}px`;
}

function look(scene: Scene, viewpoint: Viewpoint): void {
  scene.setViewport({ camera: cameraOf(viewpoint), aspectratio: viewpoint.aspect });
  scene.glplot.redraw();
}

function vector([x, y, z]: Vector): { x: number; y: number; z: number } {
  return { x, y, z };
}

function cameraOf({ eye, center, up }: Viewpoint): {
  eye: object;
  center: object;
  up: object;
  projection: { type: "orthographic" };
} {
  return { eye: vector(eye), center: vector(center), up: vector(up), projection: { type: "orthographic" } };
}

function layoutOf({ bounds }: Figure, viewpoint: Viewpoint, { width, height }: Size): Partial<Layout> {
  const axis = (range: [number, number]): object => ({ visible: false, showspikes: false, autorange: false, range });
  const layout = {
    width,
    height,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    showlegend: false,
    hovermode: false,
    scene: {
      bgcolor: "rgba(0,0,0,0)",
      ...axesOf(bounds, axis),
      aspectmode: "manual",
      aspectratio: viewpoint.aspect,
      camera: cameraOf(viewpoint),
      dragmode: false,
      hovermode: false,
    },
  };
  return layout as Partial<Layout>;
}

function axesOf({ half, layers }: Bounds, axis: (range: [number, number]) => object): object {
  return { xaxis: axis([-half, half]), yaxis: axis([-half, half]), zaxis: axis([-0.5, layers - 0.5]) };
}
