import { h, setAttribute } from "./dom.ts";

/** A button and what opens below it. */
export interface Popover {
  readonly element: HTMLElement;
  /** Shows or hides the button; hidden, nothing is open. */
  show(shown: boolean): void;
  close(): void;
}

/**
 * Opens on the button, and closes by Escape, by a click elsewhere and when the focus leaves it. Its keys are its own:
 * the picture's do not hear them. `content` is asked every time it opens.
 */
export function popover(button: HTMLButtonElement, name: string, content: () => HTMLElement, width = WIDTH): Popover {
  const box = h("div", { class: "popover", role: "dialog", "aria-label": name });
  box.hidden = true;
  const element = h("span", { class: "opener" }, button, box);
  setAttribute(button, "aria-haspopup", "dialog");
  setAttribute(button, "aria-expanded", "false");
  const open = (wanted: boolean): void => {
    if (box.hidden !== wanted) return;
    if (wanted) box.replaceChildren(content());
    box.hidden = !wanted;
    if (wanted) placeBeside(box, button, width);
    setAttribute(button, "aria-expanded", String(wanted));
    const first = "input[type=radio]:checked, select, input:not([type=radio]), [role=menuitem]:not(:disabled)";
    if (wanted) box.querySelector<HTMLElement>(first)?.focus();
  };
  const close = (): void => {
    const hadFocus = box.contains(document.activeElement);
    open(false);
    if (hadFocus) button.focus();
  };
  button.addEventListener("click", () => open(box.hidden === true));
  element.addEventListener("keydown", (event) => {
    if (box.hidden) return;
    if (event.key === "Escape") close();
    event.stopPropagation();
  });
  element.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !element.contains(relatedTarget)) open(false);
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !element.contains(target)) open(false);
  });
  return {
    element,
    close,
    show: (shown) => {
      element.hidden = !shown;
      if (!shown) open(false);
    },
  };
}

const WIDTH = 264;
const MARGIN = 8;

/** Height below a button that is enough: with less the box stands above it. */
const ENOUGH = 260;

/** Beside the button and within the window, over whatever cuts off what runs out of it. */
export function placeBeside({ style }: HTMLElement, button: HTMLElement, width: number): void {
  const { left, top, bottom } = button.getBoundingClientRect();
  const below = innerHeight - bottom;
  const isBelow = below >= ENOUGH || below >= top;
  style.width = `${Math.min(width, innerWidth - 2 * MARGIN)}px`;
  style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - width - MARGIN))}px`;
  style.top = isBelow ? `${bottom + 2}px` : "auto";
  style.bottom = isBelow ? "auto" : `${innerHeight - top + 2}px`;
  style.maxHeight = `${(isBelow ? below : top) - MARGIN}px`;
}
