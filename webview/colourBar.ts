import { colourText } from "../src/strings/colour.ts";
import { panelText } from "../src/strings/panel.ts";
import { largest } from "../src/protocol/largest.ts";
import { lookOf, type Categories, type Category } from "./categories.ts";
import { h } from "./dom.ts";
import { binEdges, shareOf, type Scale } from "./scale.ts";
import { tintOf } from "./swatch.ts";

/** Pixels of the highest column. */
const HEIGHT = 28;

/** Shows only some columns, by their keys; `isStep` where a drag or the keyboard begins to. */
export type Range = (keys: ReadonlySet<string>, isStep: boolean) => void;

/**
 * The scale of numbers as a bar of colours, with a column for the points of each stretch. Every column is a checkbox as
 * the rows of other legends are; dragging over some, or Shift with the arrow keys, shows only these. The line below says
 * what the pointer or the keyboard stands on.
 */
export function colourBar({ list, title }: Categories, scale: Scale, drawn: Uint32Array, range: Range): HTMLElement {
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
  const sayBin = title === undefined ? panelText.scaleBin : colourText.bin;
  const columns = h(
    "div",
    { class: "bins", "data-across": true, title: colourText.barHelp },
    ...columnsOf(bins, scale).map(({ bin, width }) => column(bin, width, scale, drawn[bin.place] ?? 0, most, sayBin)),
  );
  columns.addEventListener("pointerover", say);
  columns.addEventListener("focusin", say);
  columns.addEventListener("pointerleave", rest);
  columns.addEventListener("focusout", rest);
  listenToRanges(columns, range);
  rest();
  return h("div", { class: "scale" }, columns, ticks(scale), words);
}

/** A column for each colour; of few whole numbers one for each number, as wide as it is far to the next. */
function columnsOf(bins: readonly Category[], { few }: Scale): readonly { bin: Category; width: number }[] {
  const filled = few ? bins.filter(({ points }) => points > 0) : bins;
  return filled.map((bin, i) => ({
    bin,
    width: (filled[i + 1]?.place ?? bins.length) - (i === 0 ? 0 : bin.place),
  }));
}

function listenToRanges(columns: HTMLElement, range: Range): void {
  const all = Array.from(columns.children).filter((child) => child instanceof HTMLElement);
  const binAt = (target: Element | null): number => all.findIndex((each) => each === target?.closest(".bin"));
  let isStep = true;
  const show = (one: number, other: number): void => {
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    range(new Set(all.slice(from, to + 1).map((each) => each.dataset["key"] ?? "")), isStep);
    isStep = false;
  };
  let start = -1;
  columns.addEventListener("pointerdown", ({ target, button }) => {
    isStep = true;
    start = button === 0 && target instanceof Element ? binAt(target) : -1;
  });
  columns.addEventListener("pointermove", ({ target, buttons }) => {
    const at = target instanceof Element ? binAt(target) : -1;
    if (buttons === 1 && start >= 0 && at >= 0 && at !== start) show(start, at);
  });
  let anchor = -1;
  columns.addEventListener(
    "keydown",
    (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const at = event.target instanceof Element ? binAt(event.target) : -1;
      if (step === undefined || at < 0) return;
      if (!event.shiftKey) {
        anchor = -1;
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      if (anchor < 0) [anchor, isStep] = [at, true];
      const to = Math.max(0, Math.min(all.length - 1, at + step));
      all[to]?.focus();
      show(anchor, to);
    },
    true,
  );
}

function column(
  bin: Category,
  width: number,
  scale: Scale,
  points: number,
  most: number,
  say: (from: number, to: number, points: number) => string,
): HTMLElement {
  const [from, to] = binEdges(scale, bin.place);
  const bar = h("i", { class: "column" });
  // A bin with points is never as flat as an empty one.
  bar.style.height = `${points === 0 ? 0 : Math.max(2, Math.round((HEIGHT * points) / most))}px`;
  const made = h(
    "div",
    { class: "bin", role: "checkbox", "data-key": bin.key, "aria-label": say(from, to, points) },
    bar,
    h("i", { class: "colour" }),
  );
  if (width > 1) made.style.flexGrow = String(width);
  made.style.setProperty("--tint", tintOf(lookOf(bin).colour));
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
