import { colourText, symbolWords } from "../src/strings/colour.ts";
import { COLOURS, lookOf, symbols, type Category, type Look } from "./categories.ts";
import { h, setAttribute, textButton } from "./dom.ts";
import { swatch } from "./swatch.ts";

/** Where a category's colour and symbol are chosen. */
export interface LookEditor {
  readonly element: HTMLElement;
  /** Opens beside an element. `back` gives what has the focus when it closes. */
  open(category: Category, name: string, anchor: HTMLElement, back: () => HTMLElement | undefined): void;
  /** Shows what was chosen; closes where the category is gone. */
  update(list: readonly Category[]): void;
}

const WIDTH = 214;
const HEIGHT = 168;
const MARGIN = 8;

/** One box for all categories. `choose` hears of a colour or symbol, and of nothing where the look is to be as before. */
export function lookEditor(choose: (key: string, look: Partial<Look> | undefined) => void): LookEditor {
  const element = h("div", { class: "popover look-editor", role: "dialog" });
  element.hidden = true;
  let category: Category | undefined;
  let back: () => HTMLElement | undefined = () => undefined;

  const close = (): void => {
    if (element.hidden) return;
    const hadFocus = element.contains(document.activeElement);
    element.hidden = true;
    category = undefined;
    if (hadFocus) back()?.focus();
  };
  const pick = (look: Partial<Look> | undefined): void => {
    if (category !== undefined) choose(category.key, look);
  };
  const colours = choices(
    colourText.colours,
    Array.from({ length: COLOURS }, (_, colour) => colourText.colour(colour + 1)),
    (colour) => pick({ colour }),
  );
  const shapes = choices(
    colourText.symbols,
    symbols.map((symbol) => symbolWords[symbol] ?? symbol),
    (i) => pick({ symbol: symbols[i] ?? "circle" }),
  );
  const focus = (): void => element.querySelector<HTMLElement>('[aria-checked="true"]')?.focus();
  const reset = textButton(colourText.reset, "button second", () => {
    // The button is of no use then, and would lose the focus.
    focus();
    pick(undefined);
  });
  element.append(colours.element, shapes.element, reset);

  const draw = (): void => {
    if (category === undefined) return;
    const look = lookOf(category);
    colours.draw(look.colour, (colour) => swatch({ colour, symbol: look.symbol }, 12));
    shapes.draw(symbols.indexOf(look.symbol), (i) =>
      swatch({ colour: look.colour, symbol: symbols[i] ?? "circle" }, 12),
    );
    reset.disabled = category.look === undefined;
  };
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
    event.stopPropagation();
  });
  element.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !element.contains(relatedTarget)) close();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !element.contains(target)) close();
  });
  return {
    element,
    open: (opened, name, anchor, focused) => {
      category = opened;
      back = focused;
      setAttribute(element, "aria-label", colourText.editLook(name));
      draw();
      element.hidden = false;
      place(element, anchor);
      focus();
    },
    update: (list) => {
      if (category === undefined) return;
      category = list.find(({ key }) => key === category?.key);
      if (category === undefined) close();
      else draw();
    },
  };
}

interface Choices {
  readonly element: HTMLElement;
  draw(current: number, picture: (i: number) => Element): void;
}

/** Small pictures of which one is chosen; the arrow keys choose too. */
function choices(name: string, names: readonly string[], choose: (i: number) => void): Choices {
  const buttons = names.map((label, i) => {
    const button = h("button", { type: "button", role: "radio", "aria-label": label, title: label });
    button.addEventListener("click", () => choose(i));
    return button;
  });
  const element = h("div", { class: "pictures", role: "radiogroup", "aria-label": name }, ...buttons);
  element.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = buttons.findIndex((button) => button === document.activeElement);
    const next = buttons[(at + step + buttons.length) % buttons.length];
    next?.click();
    next?.focus();
  });
  return {
    element,
    draw: (current, picture) => {
      buttons.forEach((button, i) => {
        setAttribute(button, "aria-checked", String(i === current));
        button.tabIndex = i === Math.max(0, current) ? 0 : -1;
        button.replaceChildren(picture(i));
      });
    },
  };
}

/** Left below the element, or above it, within the window. */
function place({ style }: HTMLElement, anchor: HTMLElement): void {
  const { left, top, bottom } = anchor.getBoundingClientRect();
  style.width = `${WIDTH}px`;
  style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - WIDTH - MARGIN))}px`;
  style.top = bottom + HEIGHT < innerHeight ? `${bottom + 2}px` : `${Math.max(MARGIN, top - HEIGHT - 2)}px`;
}
