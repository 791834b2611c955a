import { panelText } from "../src/strings/panel.ts";
import { lookOf, type Categories, type Category } from "./categories.ts";
import { h } from "./dom.ts";
import { binEdges, shareOf, type Scale } from "./scale.ts";
import { tintOf } from "./swatch.ts";
import { largest } from "../src/protocol/largest.ts";

/** Pixels of the highest column. */
const HEIGHT = 28;

/**
 * The scale of numbers as a bar of colours, with a column for the records of each. Every column is a checkbox as the
 * rows of other legends are; the line below says what the pointer or the keyboard stands on.
 */
export function colourBar({ list }: Categories, scale: Scale, drawn: Uint32Array): HTMLElement {
  const bins = list.filter(({ kind }) => kind === "bin");
  const most = largest(
    bins.map((_, i) => drawn[i] ?? 0),
    1,
  );
  const words = h("p", { class: "note", "aria-hidden": "true" });
  const rest = (): void => void (words.textContent = panelText.scaleMedian(scale.median));
  const say = (event: Event): void => {
    const bin = event.target instanceof Element ? event.target.closest<HTMLElement>(".bin") : null;
    if (bin !== null) words.textContent = bin.getAttribute("aria-label");
  };
  const columns = h(
    "div",
    { class: "bins", "data-across": true },
    ...bins.map((bin, i) => column(bin, scale, drawn[i] ?? 0, most)),
  );
  columns.addEventListener("pointerover", say);
  columns.addEventListener("focusin", say);
  columns.addEventListener("pointerleave", rest);
  columns.addEventListener("focusout", rest);
  rest();
  return h("div", { class: "scale" }, columns, ticks(scale), words);
}

function column(bin: Category, scale: Scale, records: number, most: number): HTMLElement {
  const [from, to] = binEdges(scale, bin.place);
  const bar = h("i", { class: "column" });
  // A bin with records is never as flat as an empty one.
  bar.style.height = `${records === 0 ? 0 : Math.max(2, Math.round((HEIGHT * records) / most))}px`;
  const made = h(
    "div",
    {
      class: "bin",
      role: "checkbox",
      "data-key": bin.key,
      "aria-label": panelText.scaleBin(from, to, records),
      title: panelText.legendRow,
    },
    bar,
    h("i", { class: "colour" }),
  );
  made.style.setProperty("--tint", tintOf(lookOf(bin, false).colour));
  return made;
}

/** The ends, and a mark where the median stands. */
function ticks(scale: Scale): HTMLElement {
  const { low, high, least, most, median } = scale;
  const mark = h("i", { class: "median" });
  mark.style.left = `${(100 * shareOf(scale, median)).toFixed(1)}%`;
  return h(
    "div",
    { class: "ticks" },
    mark,
    h("span", {}, panelText.scaleLow(least, low)),
    h("span", {}, panelText.scaleHigh(most, high)),
  );
}
