import { planeText } from "../src/strings/planes.ts";
import { lookOf, type Categories } from "./categories.ts";
import type { Context, Control } from "./control.ts";
import { h, setAttribute } from "./dom.ts";
import { evenSubset, halfOf } from "./drawn.ts";
import { onChange } from "./memo.ts";
import { keptAt } from "./quality.ts";
import { visiblePoints } from "./visible.ts";
import { isBare, layerCount, litLayer, type State } from "./state.ts";
import { onThemeChange, readTheme, type Theme } from "./theme.ts";
import { setLayer } from "./view.ts";
import type { Picture } from "../src/protocol/engine.ts";

/** Side of a preview in pixels. */
const SIDE = 52;
/** Points of a preview: more only cover each other. */
const POINTS = 1200;
/** Previews drawn at a time, so that nothing else waits. */
const AT_A_TIME = 6;

/** Every layer in small, to jump to it: one stop of the Tab key, the arrow keys go on. */
export function previews({ store }: Context): Control {
  const element = h("div", { class: "previews", role: "listbox", "aria-label": planeText.previews });
  element.setAttribute("aria-orientation", "horizontal");
  let theme = readTheme();
  let items: readonly { readonly element: HTMLElement; readonly canvas: HTMLCanvasElement }[] = [];
  let drawing = 0;

  const jump = (layer: number): void => {
    store.change((state) => setLayer(state, layer));
    items[litLayer(store.value)]?.element.focus();
  };
  element.addEventListener("click", ({ target }) => {
    const item = target instanceof Element ? target.closest<HTMLElement>("[data-layer]") : null;
    if (item !== null) jump(Number(item.dataset["layer"]));
  });
  element.addEventListener("keydown", (event) => {
    const last = layerCount(store.value) - 1;
    const here = litLayer(store.value);
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: last }[event.key];
    if (to === undefined || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    jump(Math.max(0, Math.min(last, to)));
  });

  const build = onChange(
    (state: State) => [state.shown?.picture.layers, state.shown?.picture.explained] as const,
    () => {
      const picture = store.value.shown?.picture;
      const names = picture?.layers ?? [];
      items = names.map((name, layer) => {
        const canvas = h("canvas", { "aria-hidden": "true" });
        const title = planeText.preview(name, picture && keptAt(picture, layer));
        const short = planeText.previewName(name);
        // What is seen is part of what is heard.
        const spoken = title.includes(short) ? title : `${short} ${title}`;
        const item = h(
          "div",
          { class: "preview", role: "option", tabindex: -1, title, "aria-label": spoken, "data-layer": layer },
          canvas,
          h("span", { "aria-hidden": "true" }, short),
        );
        return { element: item, canvas };
      });
      element.replaceChildren(...items.map((item) => item.element));
    },
  );
  const paint = (state: State): void => {
    const { shown } = state;
    if (shown === undefined) return;
    const mine = ++drawing;
    const points = evenSubset(visiblePoints(state), POINTS);
    const some = (from: number): void => {
      if (mine !== drawing) return;
      for (const { canvas, layer } of items.map((item, i) => ({ ...item, layer: i })).slice(from, from + AT_A_TIME))
        drawPreview(canvas, shown.picture, shown.categories, layer, points, theme);
      if (from + AT_A_TIME < items.length) requestAnimationFrame(() => some(from + AT_A_TIME));
    };
    some(0);
  };
  const drawOnce = onChange(
    (state: State) => [state.shown, state.view.hidden, state.view.filter, theme] as const,
    () => paint(store.value),
  );
  const light = onChange(
    (state: State) => [state.shown?.picture.layers, litLayer(state)] as const,
    (_layers, lit) => {
      items.forEach((item, layer) => {
        setAttribute(item.element, "aria-selected", String(layer === lit));
        item.element.tabIndex = layer === lit ? 0 : -1;
      });
      intoSight(element, items[lit]?.element);
    },
  );
  onThemeChange(() => {
    theme = readTheme();
    if (!element.hidden) drawOnce(store.value);
  });
  return {
    element,
    update: (state) => {
      element.hidden = isBare(state) || layerCount(state) < 2;
      if (element.hidden) return;
      build(state);
      drawOnce(state);
      light(state);
    },
  };
}

/** Scrolls the strip, and nothing else, until an item can be seen with one beside it. */
function intoSight(strip: HTMLElement, item: HTMLElement | undefined): void {
  if (item === undefined) return;
  const [start, end] = [item.offsetLeft - item.offsetWidth, item.offsetLeft + 2 * item.offsetWidth];
  if (start < strip.scrollLeft) strip.scrollLeft = start;
  else if (end > strip.scrollLeft + strip.clientWidth) strip.scrollLeft = end - strip.clientWidth;
}

/** One layer seen from above, in the range all layers have. */
function drawPreview(
  canvas: HTMLCanvasElement,
  picture: Picture,
  categories: Categories,
  layer: number,
  points: Uint32Array,
  theme: Theme,
): void {
  const ratio = Math.max(1, devicePixelRatio);
  const side = Math.round(SIDE * ratio);
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { coordinates, dimensions } = picture;
  const colours = categories.list.map((category) => theme.palette[lookOf(category).colour] ?? theme.foreground);
  const scale = (side / 2 - 2 * ratio) / halfOf(picture);
  const dot = Math.max(1, (points.length > 300 ? 1.2 : 1.8) * ratio);
  context.globalAlpha = points.length > 500 ? 0.55 : 0.85;
  for (const point of points) {
    const at = dimensions * (layer * picture.points + point);
    const x = side / 2 + scale * (coordinates[at] ?? NaN);
    const y = side / 2 - scale * (coordinates[at + 1] ?? NaN);
    if (Number.isNaN(x)) continue;
    context.fillStyle = colours[categories.of[point] ?? 0] ?? theme.foreground;
    context.fillRect(x - dot / 2, y - dot / 2, dot, dot);
  }
}
