import { layerLabel, panelText } from "../src/strings/panel.ts";
import { h, svg } from "./dom.ts";

/** One small chart over the layers. */
export interface SparkInput {
  readonly title: string;
  /** Per layer; `undefined` where there is no value. */
  readonly values: readonly (number | undefined)[];
  readonly max: number;
  readonly layer: number;
  readonly layers: readonly string[];
  /** The lit layer's value in words. */
  readonly value: string;
}

const WIDTH = 300;
const HEIGHT = 34;

/** A bar per layer, the lit one marked as everywhere. */
export function spark({ title, values, max, layer, layers, value }: SparkInput): HTMLElement {
  const slot = WIDTH / Math.max(1, values.length);
  const low = values.reduce<number>((least, each) => Math.min(least, each ?? 0), 0);
  const bars = values.map((each, i) => {
    if (each === undefined || each === low) return undefined;
    const height = Math.max(1, ((each - low) / Math.max(max - low, 1e-9)) * (HEIGHT - 2));
    const place = { x: i * slot + slot * 0.18, y: HEIGHT - height, width: slot * 0.64, height };
    return svg("rect", { ...place, class: i === layer ? "bar on" : "bar" });
  });
  const chart = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img" },
    svg("rect", { class: "here", x: layer * slot, y: -2, width: slot, height: HEIGHT + 2 }),
    ...bars,
    svg("line", { class: "ground", x1: 0, x2: WIDTH, y1: HEIGHT, y2: HEIGHT }),
  );
  chart.setAttribute("aria-label", panelText.chart(title, layers[layer] ?? "", value));
  const caption = h("div", { class: "cap" }, title, h("b", {}, value));
  return h("div", { class: "spark" }, caption, chart);
}

/** Names longer than this leave no room for others beside them. */
const SHORT = 9;

/** The names of the first, the lit and the last layer below a chart. */
export function sparkEnds(layer: number, layers: readonly string[]): HTMLElement {
  const at = (layer + 0.5) / Math.max(1, layers.length);
  const name = layerLabel(layers[layer] ?? "");
  const end = (of: string, free: boolean): HTMLElement =>
    h("span", {}, free && name.length <= SHORT && of.length <= SHORT ? layerLabel(of) : "");
  const here = h("b", {}, name);
  // A long name begins and ends within the chart, wherever its layer is.
  here.style.left = `${100 * at}%`;
  here.style.transform = `translateX(${name.length > SHORT ? -100 * at : -50}%)`;
  return h(
    "div",
    { class: "ends", "aria-hidden": "true" },
    end(layers[0] ?? "", layer === 0 || at >= 0.36),
    layer === 0 ? undefined : here,
    end(layers.at(-1) ?? "", layer < layers.length - 1 && at <= 0.85),
  );
}
