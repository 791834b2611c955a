import { h, setAttribute, textButton } from "./dom.ts";

/** A few words of which one is chosen. */
export interface Choice<T> {
  readonly element: HTMLElement;
  /** Marks the chosen one; those that cannot be chosen are dimmed. */
  show(chosen: T, isAllowed?: (value: T) => boolean): void;
}

/** Words side by side as radio buttons: one stop of the Tab key, the arrow keys choose. */
export function choice<T extends string | number>(
  name: string,
  options: readonly (readonly [T, string])[],
  choose: (value: T) => void,
): Choice<T> {
  const buttons = options.map(([value, label]) => {
    const button = textButton(label, "", () => choose(value));
    setAttribute(button, "role", "radio");
    return { value, button };
  });
  const element = h(
    "span",
    { class: "choice", role: "radiogroup", "aria-label": name },
    ...buttons.map(({ button }) => button),
  );
  element.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined || event.shiftKey) return;
    event.stopPropagation();
    event.preventDefault();
    const allowed = buttons.filter(({ button }) => !button.disabled);
    const at = allowed.findIndex(({ button }) => button.getAttribute("aria-checked") === "true");
    const next = allowed[(at + step + allowed.length) % allowed.length];
    next?.button.click();
    next?.button.focus();
  });
  return {
    element,
    show: (chosen, isAllowed = () => true) => {
      for (const { value, button } of buttons) {
        setAttribute(button, "aria-checked", String(value === chosen));
        button.tabIndex = value === chosen ? 0 : -1;
        button.disabled = !isAllowed(value);
      }
    },
  };
}
