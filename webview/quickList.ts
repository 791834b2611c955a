import { h } from "./dom.ts";

/** A list of which one is chosen, in the line of options. */
export interface QuickList<T> {
  readonly element: HTMLElement;
  show(chosen: T): void;
  /** Other words for the choices. */
  name(words: (value: T) => string): void;
}

/** A select with its name before it; the name goes where it is narrow, and is read out all the same. */
export function quickList<T extends string>(
  name: string,
  title: string,
  options: readonly (readonly [T, string])[],
  choose: (value: T) => void,
): QuickList<T> {
  const input = h(
    "select",
    { class: "quick", title, "aria-label": name },
    ...options.map(([value, label]) => h("option", { value }, label)),
  );
  input.addEventListener("change", () => {
    const chosen = options.find(([value]) => value === input.value);
    if (chosen !== undefined) choose(chosen[0]);
  });
  return {
    element: h("label", { class: "option" }, h("span", { class: "words" }, name), input),
    show: (chosen) => {
      if (input.value !== chosen) input.value = chosen;
    },
    name: (words) => {
      options.forEach(([value], i) => {
        const option = input.options[i];
        const label = words(value);
        if (option !== undefined && option.textContent !== label) option.textContent = label;
      });
    },
  };
}
