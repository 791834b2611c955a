import { largest, smallest } from "../src/protocol/largest.ts";
import { STRUCTURE } from "../src/protocol/pictureQuality.ts";
import { panelText } from "../src/strings/panel.ts";
import { qualityText } from "../src/strings/pictureQuality.ts";
import { planeText } from "../src/strings/planes.ts";
import type { Context, Control } from "./control.ts";
import { h, iconButton, setAttribute } from "./dom.ts";
import { onChange } from "./memo.ts";
import { setOther } from "./planeChanges.ts";
import { otherLayer, shownLayers } from "./planeState.ts";
import { keptAt, numbersAt, structureOf } from "./quality.ts";
import { isBare, layerCount, litLayer, type State } from "./state.ts";
import { setLayer, togglePlay } from "./view.ts";

/**
 * The layer one looks at: a slot per layer, its bar by how much more of the neighbours the picture keeps there than one of
 * shuffled states. The share of the variance that is kept is no such measure: it is the largest where one dimension has
 * nearly all of it, and then the picture shows that dimension and nothing else.
 */
export function scrubber({ store }: Context): Control {
  const play = iconButton("play", panelText.play, () => store.change(togglePlay));
  const bars = h("div", { class: "bars", "aria-hidden": "true" });
  const input = h("input", { type: "range", min: 0, step: 1, "aria-label": panelText.scrubber });
  const other = h("input", { type: "range", min: 0, step: 1, "aria-label": planeText.otherScrubber });
  const slots = h("div", { class: "slots" }, bars, input);
  const name = h("output", {});
  const element = h("div", { class: "scrubber" }, play, slots, name);

  const light = (layer: number): void => store.change((state) => setLayer(state, layer));
  const lightOther = (layer: number): void => store.change((state) => setOther(state, layer));
  input.addEventListener("input", () => light(Number(input.value)));
  other.addEventListener("input", () => lightOther(Number(other.value)));
  let held = input;
  followPointer(slots, (share, isPress) => {
    const layer = Math.min(layerCount(store.value) - 1, Math.floor(share * layerCount(store.value)));
    if (isPress) held = isNearOther(store.value, layer) ? other : input;
    if (held === other) lightOther(layer);
    else light(layer);
    held.focus({ preventScroll: true });
  });

  const drawBars = onChange(
    ({ shown }: State) => [shown?.picture] as const,
    (picture) => {
      const layers = picture?.layers ?? [];
      for (const each of [input, other]) each.max = String(Math.max(0, layers.length - 1));
      element.style.setProperty("--layers", String(layers.length));
      bars.replaceChildren(...layers.map(() => h("i", {})));
    },
  );
  const raiseBars = onChange(
    ({ shown, layerResults }: State) => [shown?.picture, layerResults[STRUCTURE]] as const,
    () => {
      Array.from(bars.children).forEach((slot, layer) => raise(slot, structureOf(store.value, layer)?.structure));
    },
  );
  const title = onChange(
    ({ shown, info, layerResults }: State) => [info?.tasks, layerResults, shown?.picture] as const,
    (_tasks, _results, picture) => {
      Array.from(bars.children).forEach((slot, layer) => {
        const qualities = numbersAt(store.value, layer).map(
          ({ label, value }) => `${label} ${panelText.quality(value)}`,
        );
        const share = picture && keptAt(picture, layer);
        const structure = structureOf(store.value, layer);
        const first = structure === undefined ? [] : [qualityText.bar(structure)];
        slot.setAttribute("title", panelText.slot(picture?.layers[layer] ?? "", share, qualities, first));
      });
    },
  );
  const mark = onChange(
    (state: State) =>
      [state.layerResults[STRUCTURE], shownLayers(state).join(), litLayer(state), state.shown?.picture] as const,
    (_structure, _shown, lit, picture) => {
      const state = store.value;
      const layers = shownLayers(state);
      const [low, high] = [smallest(layers), largest(layers)];
      Array.from(bars.children).forEach((slot, i) => {
        slot.classList.toggle("on", layers.includes(i));
        slot.classList.toggle("between", i > low && i < high);
      });
      if (layers.length < 2) other.remove();
      else if (!other.isConnected) slots.insertBefore(other, input);
      name.replaceChildren();
      if (picture === undefined) return;
      const show = (slider: HTMLInputElement, layer: number): void => {
        slider.value = String(layer);
        const words = panelText.scrubberValue(picture.layers[layer] ?? "", picture.layers, keptAt(picture, layer));
        const shows = structureOf(state, layer)?.structure;
        setAttribute(slider, "aria-valuetext", shows === undefined ? words : qualityText.value(words, shows));
      };
      show(input, lit);
      show(other, otherLayer(state));
      const current = picture.layers[lit];
      if (current === undefined) return;
      if (layers.length > 1) {
        name.title = planeText.pairName(picture.layers[otherLayer(state)] ?? "", current);
        name.append(name.title);
        return;
      }
      name.title = panelText.layerTitle(current);
      name.append(name.title, " ", h("small", {}, panelText.ofLast(current, picture.layers)));
    },
  );
  const showPlaying = onChange(
    ({ view }: State) => [view.playing] as const,
    (playing) => {
      const title = playing ? panelText.pause : panelText.play;
      play.title = title;
      setAttribute(play, "aria-label", title.replace(/ \(.*/, ""));
      play.firstElementChild?.classList.replace(
        `codicon-${playing ? "play" : "debug-pause"}`,
        `codicon-${playing ? "debug-pause" : "play"}`,
      );
    },
  );
  return {
    element,
    update: (state) => {
      element.hidden = isBare(state) || layerCount(state) < 2;
      drawBars(state);
      raiseBars(state);
      title(state);
      mark(state);
      showPlaying(state);
    },
  };
}

/** As high as the layer's structure; a mere foot where that is not known. */
function raise(slot: Element, structure: number | undefined): void {
  if (slot instanceof HTMLElement) slot.style.setProperty("--kept", (structure ?? 0).toFixed(4));
  slot.classList.toggle("unknown", structure === undefined);
}

/** Whether Pair's other mark is nearer to a layer than that of the lit one. */
function isNearOther(state: State, layer: number): boolean {
  return state.view.mode === "pair" && Math.abs(layer - otherLayer(state)) < Math.abs(layer - litLayer(state));
}

/** Reports where the pointer is along the element, from 0 to 1, while it is pressed, and whether it is just now. */
function followPointer(element: HTMLElement, report: (share: number, isPress: boolean) => void): void {
  const follow = (event: PointerEvent): void => {
    const { left, width } = element.getBoundingClientRect();
    report(Math.max(0, Math.min(1, (event.clientX - left) / width)), event.type === "pointerdown");
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    follow(event);
  });
  element.addEventListener("pointermove", (event) => {
    if (element.hasPointerCapture(event.pointerId)) follow(event);
  });
}
