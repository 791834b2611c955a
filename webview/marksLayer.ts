import type { Context, Control } from "./control.ts";
import type { Point, Size } from "./camera.ts";
import { setAttribute, svg } from "./dom.ts";
import { isBare, isOnStage, type State } from "./state.ts";
import { pinMarks, type PinMark } from "./pinMarks.ts";

/** What the user drew over the picture: the line round points, and the means of A and B. */
export function marksLayer({ store }: Context): Control & { readonly element: HTMLElement } {
  const drawing = svg("svg", { class: "overlay marks", "aria-hidden": "true" });
  const element = document.createElement("div");
  element.className = "marks-layer";
  element.append(drawing);
  let size: Size = { width: 0, height: 0 };
  const update = (state: State): void => {
    element.hidden = isBare(state) || !isOnStage(state);
    if (element.hidden) return;
    setAttribute(element, "data-tool", state.outline === undefined ? state.tool : state.outline.shape);
    const { outline } = state;
    drawing.replaceChildren(
      ...pinMarks(state, size).flatMap(pinElements),
      ...(outline === undefined ? [] : [svg("path", { class: "lasso", d: pathOf(outline.corners) })]),
    );
  };
  new ResizeObserver(() => {
    size = { width: element.clientWidth, height: element.clientHeight };
    update(store.value);
  }).observe(element);
  return { element, update };
}

function pathOf(corners: readonly Point[]): string {
  return `M${corners.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`;
}

function pinElements({ name, way, at }: PinMark): readonly SVGElement[] {
  const line = way.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  return [
    svg("polyline", { class: "pin-way halo-line", points: line }),
    svg("polyline", { class: `pin-way pin-${name}`, points: line }),
    ...at.flatMap(([x, y]) => [
      svg("circle", { class: `pin-dot pin-${name}`, cx: x, cy: y, r: 9 }),
      svg("text", { class: "pin-name", x, y: y + 4, "text-anchor": "middle" }, name.toUpperCase()),
    ]),
  ];
}
