import { h, icon, setAttribute } from "./dom.ts";
import { placeBeside } from "./popover.ts";

/** An entry of a menu. */
export interface MenuEntry {
  readonly label: string;
  /** Quiet words at its end. */
  readonly detail?: string;
  /** Of a choice: whether it is the current one. */
  readonly checked?: boolean;
  /** Why it cannot be chosen now. */
  readonly refused?: string;
  readonly run: () => void;
}

/** Entries under a heading; without one they stand below a line. */
export interface MenuGroup {
  readonly heading?: string;
  readonly entries: readonly MenuEntry[];
}

/** A button and the menu it opens. */
export interface Menu {
  readonly element: HTMLElement;
  open(): void;
  close(): void;
}

/** Entries above which they can be searched. */
const MANY = 12;
const WIDTH = 300;

/**
 * A menu below a button: the arrow keys, Home and End go through it, Enter and Space choose, Escape closes. With many
 * entries it begins with a field that finds some. `groups` is asked every time it opens.
 */
export function menu(button: HTMLButtonElement, name: string, find: string, groups: () => readonly MenuGroup[]): Menu {
  const list = h("div", { class: "entries", role: "menu", "aria-label": name });
  const search = h("input", { type: "search", class: "find", placeholder: find, "aria-label": find });
  const box = h("div", { class: "menu" }, search, list);
  box.hidden = true;
  const element = h("span", { class: "opener" }, button, box);
  setAttribute(button, "aria-haspopup", "menu");
  setAttribute(button, "aria-expanded", "false");

  const entries = (): HTMLElement[] =>
    Array.from(list.querySelectorAll<HTMLElement>(".entry")).filter((entry) => !entry.hidden);
  const focus = (entry: HTMLElement | undefined): void => {
    for (const each of entries()) each.tabIndex = each === entry ? 0 : -1;
    entry?.focus();
  };
  const hide = (): void => {
    const hadFocus = box.contains(document.activeElement);
    box.hidden = true;
    setAttribute(button, "aria-expanded", "false");
    if (hadFocus) button.focus();
  };
  const show = (): void => {
    list.replaceChildren(...groups().map((group) => groupOf(group, hide)));
    search.value = "";
    search.hidden = entries().length <= MANY;
    box.hidden = false;
    setAttribute(button, "aria-expanded", "true");
    placeBeside(box, button, WIDTH);
    const current = entries().find((entry) => entry.getAttribute("aria-checked") === "true") ?? entries()[0];
    focus(current);
    current?.scrollIntoView({ block: "nearest" });
    if (!search.hidden) search.focus();
  };

  button.addEventListener("click", () => (box.hidden ? show() : hide()));
  search.addEventListener("input", () => narrow(list, search.value));
  element.addEventListener("keydown", (event) => {
    if (box.hidden) return;
    const all = entries();
    const at = all.findIndex((entry) => entry === document.activeElement);
    const next: Readonly<Record<string, number>> = {
      ArrowDown: at < 0 ? 0 : (at + 1) % all.length,
      ArrowUp: at < 0 ? all.length - 1 : (at - 1 + all.length) % all.length,
      ...(at >= 0 && { Home: 0, End: all.length - 1 }),
    };
    const to = next[event.key];
    event.stopPropagation();
    if (to !== undefined) {
      event.preventDefault();
      focus(all[to]);
    } else if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") event.preventDefault();
      hide();
    } else if (event.key === "Enter" && event.target === search) {
      event.preventDefault();
      all[0]?.click();
    } else if (at >= 0 && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      focus(beginningWith(all, at, event.key));
    }
  });
  element.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !element.contains(relatedTarget)) hide();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !element.contains(target)) hide();
  });
  return { element, open: () => (box.hidden ? show() : undefined), close: hide };
}

function groupOf({ heading, entries }: MenuGroup, hide: () => void): HTMLElement {
  const made = entries.map((entry) => entryOf(entry, hide));
  const attributes =
    heading === undefined ? { class: "group" } : { class: "group", role: "group", "aria-label": heading };
  return h(
    "div",
    attributes,
    heading !== undefined && h("div", { class: "heading", "aria-hidden": "true" }, heading),
    ...made,
  );
}

function entryOf({ label, detail, checked, refused, run }: MenuEntry, hide: () => void): HTMLElement {
  const made = h(
    "button",
    {
      class: "entry",
      type: "button",
      role: checked === undefined ? "menuitem" : "menuitemradio",
      tabindex: -1,
      ...(checked !== undefined && { "aria-checked": String(checked) }),
      ...(refused !== undefined && { "aria-disabled": "true", title: refused }),
    },
    icon("check"),
    h("span", { class: "name", dir: "auto" }, label),
    h("span", { class: "detail" }, refused ?? detail ?? ""),
  );
  made.addEventListener("click", () => {
    if (refused !== undefined) return;
    hide();
    run();
  });
  return made;
}

/** Leaves the entries with these words, and the headings of groups that have some. */
function narrow(list: HTMLElement, words: string): void {
  const wanted = words.trim().toLowerCase();
  for (const group of list.querySelectorAll<HTMLElement>(".group")) {
    const entries = Array.from(group.querySelectorAll<HTMLElement>(".entry"));
    for (const entry of entries) entry.hidden = !entry.textContent.toLowerCase().includes(wanted);
    group.hidden = entries.every((entry) => entry.hidden);
  }
}

function beginningWith(entries: readonly HTMLElement[], at: number, sign: string): HTMLElement | undefined {
  const order = [...entries.slice(at + 1), ...entries.slice(0, at + 1)];
  const name = (entry: HTMLElement): string => entry.querySelector(".name")?.textContent.toLowerCase() ?? "";
  return order.find((entry) => name(entry).startsWith(sign.toLowerCase())) ?? entries[at];
}
