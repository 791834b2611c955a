import { panelText, shortened } from "../src/strings/panel.ts";
import type { Point, Size } from "./camera.ts";
import { h } from "./dom.ts";
import { lineOf } from "./places.ts";
import { colourWords } from "./recordLabel.ts";
import type { State, Target } from "./state.ts";
import { recordSwatch } from "./swatch.ts";

const DWELL = 125;
const TEXT_LENGTH = 160;
const WIDTH = 320;

/** What hovering shows beside a point, after a moment: the text's beginning, its label, line and layer. */
export class HoverCard {
  readonly element = h("div", { class: "float tip" });
  #target: Target | undefined;
  #since = 0;

  constructor() {
    this.element.hidden = true;
  }

  /** Brings the card up to date; `again` is called when it is time to show it. */
  update(state: State, at: Point | undefined, size: Size, again: () => void): void {
    // The selected point's text stands beside its point already.
    const hovered = state.hovered?.point === state.view.selected ? undefined : state.hovered;
    if (hovered?.point !== this.#target?.point || hovered?.layer !== this.#target?.layer) {
      this.#target = hovered;
      this.#since = performance.now();
      this.element.hidden = true;
      if (hovered !== undefined) setTimeout(again, DWELL + 5);
    }
    if (hovered === undefined || at === undefined || performance.now() - this.#since < DWELL) return;
    this.element.replaceChildren(...content(state, hovered));
    place(this.element, at, size);
    this.element.hidden = false;
  }
}

function content({ shown, excerpts }: State, { point, layer }: Target): readonly HTMLElement[] {
  if (shown === undefined) return [];
  const { categories, dataset, picture } = shown;
  const words = colourWords(shown, point);
  const label = words && h("span", { class: "label" }, recordSwatch(categories, point), words);
  return [
    h("div", { class: "text", dir: "auto" }, shortened(excerpts.get(point) ?? "…", TEXT_LENGTH)),
    h(
      "div",
      { class: "meta" },
      label,
      h("span", {}, panelText.lineNumber(lineOf(dataset, point))),
      h("span", {}, panelText.layerName(picture.layers[layer] ?? "")),
    ),
  ];
}

/** Beside the point, on the side where there is more room. */
function place({ style }: HTMLElement, [x, y]: Point, { width, height }: Size): void {
  const toLeft = x > width / 2;
  const room = (toLeft ? x : width - x) - 22;
  style.maxWidth = `${Math.min(WIDTH, Math.max(120, room))}px`;
  style.left = toLeft ? "auto" : `${x + 14}px`;
  style.right = toLeft ? `${width - x + 14}px` : "auto";
  const below = y < height / 2;
  style.top = below ? `${Math.max(4, y - 18)}px` : "auto";
  style.bottom = below ? "auto" : `${Math.max(4, height - y - 18)}px`;
}
