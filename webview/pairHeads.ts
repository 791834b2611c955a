import { panelText } from "../src/strings/panel.ts";
import { planeText } from "../src/strings/planes.ts";
import type { Context } from "./control.ts";
import { h } from "./dom.ts";
import { onChange } from "./memo.ts";
import { setOther } from "./planeChanges.ts";
import type { Plane } from "./planeSights.ts";
import { shownLayers } from "./planeState.ts";
import type { State } from "./state.ts";
import { setLayer } from "./view.ts";

/** The names of Pair's layers on their halves, each a list to choose another one from. */
export class PairHeads {
  readonly element = h("div", { class: "pair-heads" });
  readonly #lists: readonly HTMLSelectElement[];
  readonly #name: (state: State) => void;

  constructor({ store }: Context) {
    const list = (name: string, choose: (state: State, layer: number) => State): HTMLSelectElement => {
      const input = h("select", { class: "quick head", "aria-label": name, title: name });
      input.addEventListener("change", () => store.change((state) => choose(state, Number(input.value))));
      return input;
    };
    this.#lists = [list(planeText.firstLayer, setOther), list(planeText.secondLayer, setLayer)];
    this.element.append(...this.#lists);
    // What is pressed here is not a press on the picture.
    for (const type of ["pointerdown", "click", "wheel"] as const)
      this.element.addEventListener(type, (event) => event.stopPropagation());
    this.#name = onChange(
      (state: State) => [state.shown?.picture.layers] as const,
      (layers = []) => {
        for (const input of this.#lists)
          input.replaceChildren(...layers.map((layer, i) => h("option", { value: i }, panelText.layerTitle(layer))));
      },
    );
  }

  draw(state: State, planes: readonly Plane[]): void {
    this.element.hidden = planes.length !== 2;
    if (planes.length !== 2) return;
    this.#name(state);
    const layers = shownLayers(state);
    this.#lists.forEach((input, i) => {
      const value = String(layers[i] ?? 0);
      if (input.value !== value) input.value = value;
      const [left, top] = planes[i]?.outer ?? [0, 0];
      input.style.left = `${left + 5}px`;
      input.style.top = `${top + 2}px`;
    });
  }
}
