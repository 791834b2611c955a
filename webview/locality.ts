import type { Locality, Parameter } from "../src/protocol/parameters.ts";
import { formText } from "../src/strings/forms.ts";
import { h } from "./dom.ts";

/** Steps of the slider. */
const STEPS = 60;

/** A slider from local to global for the parameter that says how far a method looks. */
export interface LocalitySlider {
  readonly element: HTMLElement;
  /** Moves it to where a value stands; one that is not allowed leaves it. */
  readonly follow: (value: number | string | undefined) => void;
}

/** Equal ways on the slider are equal factors. `onMoved`: takes the value that it was moved to. */
export function localitySlider(
  { parameter: name, low, high }: Locality,
  parameter: Parameter | undefined,
  onMoved: (value: number) => void,
): LocalitySlider {
  const input = h("input", { type: "range", min: 0, max: STEPS, step: 1, "aria-label": formText.locality(name) });
  input.title = formText.locality(name);
  const valueAt = (step: number): number => {
    const value = low * (high / low) ** (step / STEPS);
    return parameter?.kind === "integer" ? Math.round(value) : Number(value.toPrecision(3));
  };
  const tell = (value: number): void => input.setAttribute("aria-valuetext", `${name} ${value}`);
  input.addEventListener("input", () => {
    const value = valueAt(input.valueAsNumber);
    tell(value);
    onMoved(value);
  });
  return {
    element: h("div", { class: "locality" }, h("span", {}, formText.local), input, h("span", {}, formText.global)),
    follow: (value) => {
      if (typeof value !== "number") return;
      const share = Math.log(value / low) / Math.log(high / low);
      input.valueAsNumber = Math.round(STEPS * Math.max(0, Math.min(1, share)));
      tell(value);
    },
  };
}
