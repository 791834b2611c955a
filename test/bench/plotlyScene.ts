import path from "node:path";
import type { Page } from "playwright-core";
import type { PageData } from "../../src/protocol/panel.ts";
import { launch } from "../webview/browser.ts";

const plotly = path.join(import.meta.dirname, "..", "..", "node_modules", "plotly.js-dist-min", "plotly.min.js");
/** Markers and trajectories the panel drew with plotly at most. */
const MAX_POINTS = 150_000;

declare global {
  interface Window {
    drawPlotly: () => Promise<void>;
    turnPlotly: (step: number) => void;
  }
}

/**
 * A page that draws a picture as the panel did with plotly: per category one trace for the trajectories and one for
 * the points of all layers, of so many records as it drew at most, without plotly's own picking.
 */
export async function plotlyPage(
  data: PageData,
  viewport: { width: number; height: number },
): Promise<{ page: Page; close: () => Promise<void> }> {
  const browser = await launch();
  const page = await browser.newPage({ viewport });
  page.setDefaultTimeout(600_000);
  await page.setContent('<div id="plot" style="width:880px;height:730px"></div>');
  await page.addScriptTag({ path: plotly });
  const { picture, dataset } = data;
  const plain = {
    coordinates: Buffer.from(picture.coordinates.buffer).toString("base64"),
    layers: picture.layers.length,
    records: picture.points,
    most: Math.min(picture.points, Math.floor(MAX_POINTS / picture.layers.length)),
    labelOf: [...dataset.labelOf],
    labels: dataset.labels.length,
  };
  await page.evaluate(({ coordinates, layers, records, most, labelOf, labels }) => {
    const bytes = Uint8Array.from(atob(coordinates), (char) => char.charCodeAt(0));
    const values = new Float32Array(bytes.buffer);
    const hidden = { visible: false, showspikes: false, autorange: false };
    const chosen = Array.from({ length: most }, (_, i) => Math.floor((i * records) / most));
    const path = (own: readonly number[], gap: boolean): { x: Float32Array; y: Float32Array; z: Float32Array } => {
      const each = layers + Number(gap);
      const [x, y, z] = [0, 1, 2].map(() => new Float32Array(each * own.length).fill(NaN)) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      own.forEach((record, i) => {
        for (let layer = 0; layer < layers; layer++) {
          const at = 2 * (layer * records + record);
          x[i * each + layer] = values[at] ?? NaN;
          y[i * each + layer] = values[at + 1] ?? NaN;
          z[i * each + layer] = layer;
        }
      });
      return { x, y, z };
    };
    const groups = Array.from({ length: labels }, (_, label) => chosen.filter((record) => labelOf[record] === label));
    const symbols = ["diamond", "square", "cross", "diamond-open"];
    const traces = [
      ...groups.map((own) => ({
        ...{ type: "scatter3d", mode: "lines", hoverinfo: "skip", opacity: 0.02, line: { width: 2.4 } },
        ...path(own, true),
      })),
      ...groups.map((own, i) => ({
        ...{ type: "scatter3d", mode: "markers", hoverinfo: "skip" },
        marker: { size: 1.6, opacity: 0.06, symbol: symbols[i % 4], line: { width: 0 } },
        ...path(own, false),
      })),
    ];
    const camera = (azimuth: number): object => ({
      eye: { x: 4 * Math.cos(azimuth), y: 4 * Math.sin(azimuth), z: 1.1 },
      center: { x: 0, y: 0, z: 0 },
      up: { x: 0, y: 0, z: 1 },
      projection: { type: "orthographic" },
    });
    const aspectratio = { x: 1.2, y: 1.2, z: 1.6 };
    interface Graph {
      _fullLayout: {
        scene: {
          _scene: { setViewport(view: object): void; glplot: { redraw(): void; objects: { pickSlots?: number }[] } };
        };
      };
    }
    window.drawPlotly = async () => {
      await window.Plotly.newPlot(
        "plot",
        traces,
        {
          ...{ width: 880, height: 730, margin: { l: 0, r: 0, t: 0, b: 0 }, showlegend: false, hovermode: false },
          scene: {
            ...{ xaxis: { ...hidden, range: [-2.7, 2.7] }, yaxis: { ...hidden, range: [-2.7, 2.7] } },
            ...{ zaxis: { ...hidden, range: [-0.5, layers - 0.5] }, aspectmode: "manual", aspectratio },
            ...{ camera: camera(-1), dragmode: false, hovermode: false },
          },
        },
        { displayModeBar: false, plotlyServerURL: "", plotGlPixelRatio: 2 },
      );
    };
    let azimuth = -1;
    window.turnPlotly = (step) => {
      azimuth += step;
      const { _scene: scene } = (document.getElementById("plot") as unknown as Graph)._fullLayout.scene;
      for (const object of scene.glplot.objects) object.pickSlots = 0;
      scene.setViewport({ camera: camera(azimuth), aspectratio });
      scene.glplot.redraw();
      const canvas = document.querySelector("#plot canvas") as HTMLCanvasElement;
      const gl = (canvas.getContext("webgl2") ?? canvas.getContext("webgl")) as WebGLRenderingContext;
      // Returns when the frame is drawn.
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    };
  }, plain);
  return { page, close: () => browser.close() };
}
