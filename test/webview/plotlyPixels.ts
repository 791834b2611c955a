import type { Page } from "playwright-core";

/** Where plotly's own matrices put points of the data, in pixels of the stage: the truth the panel's projection must meet. */
export function plotlyPixels(page: Page, points: readonly (readonly number[])[]): Promise<number[][]> {
  return page.evaluate((wanted) => {
    interface Scene {
      readonly dataScale: readonly number[];
      readonly glplot: { readonly cameraParams: Readonly<Record<"model" | "view" | "projection", readonly number[]>> };
    }
    const graph = document.querySelector(".plot") as unknown as { _fullLayout: { scene: { _scene: Scene } } };
    const { dataScale, glplot } = graph._fullLayout.scene._scene;
    const { model, view, projection } = glplot.cameraParams;
    const stage = document.querySelector("#stage");
    const [width, height] = [stage?.clientWidth ?? 0, stage?.clientHeight ?? 0];
    const times = (matrix: readonly number[], vector: readonly number[]): number[] =>
      [0, 1, 2, 3].map((row) => vector.reduce((sum, value, i) => sum + (matrix[4 * i + row] ?? 0) * value, 0));
    return wanted.map((point) => {
      const scaled = [...point.map((value, i) => value * (dataScale[i] ?? 1)), 1];
      const [x = 0, y = 0, , w = 1] = times(projection, times(view, times(model, scaled)));
      return [(0.5 + (0.5 * x) / w) * width, (0.5 - (0.5 * y) / w) * height];
    });
  }, points);
}
