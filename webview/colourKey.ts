import { labelName } from "../src/strings/fieldName.ts";
import { panelText } from "../src/strings/panel.ts";
import { lookOf } from "./categories.ts";
import { h, svg } from "./dom.ts";
import { onChange } from "./memo.ts";
import type { Shown } from "./state.ts";
import { tintOf } from "./swatch.ts";

/** The bar of colours of a scale of numbers, on the picture: its name, and the numbers at its ends. */
export class ColourKey {
  readonly element = h("div", { class: "colour-key", "aria-hidden": "true" });
  readonly #draw = onChange(
    (shown: Shown | undefined) => [shown?.categories, shown?.dataset.labelField] as const,
    (categories, field) => {
      const scale = categories?.scale;
      this.element.hidden = scale === undefined;
      if (categories === undefined || scale === undefined) return;
      const bins = categories.list.filter(({ kind }) => kind === "bin");
      const bar = svg(
        "svg",
        { viewBox: `0 0 ${bins.length} 1`, preserveAspectRatio: "none" },
        ...bins.map((bin, i) => {
          // A little wider than its place, so that no seam shows.
          const part = svg("rect", { x: i, y: 0, width: 1.05, height: 1 });
          part.style.fill = tintOf(lookOf(bin).colour);
          return part;
        }),
      );
      this.element.replaceChildren(
        h("span", {}, categories.title ?? labelName(field)),
        bar,
        h(
          "span",
          { class: "ends" },
          h("span", {}, panelText.scaleLow(scale.least, scale.low)),
          h("span", {}, panelText.scaleHigh(scale.most, scale.high)),
        ),
      );
    },
  );

  show(shown: Shown | undefined): void {
    this.#draw(shown);
    this.element.hidden = shown?.categories.scale === undefined;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
