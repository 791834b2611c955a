import { h, icon, setAttribute } from "./dom.ts";

/** A part of the sheet that folds under its header. */
export interface Pane {
  readonly element: HTMLElement;
  readonly body: HTMLElement;
  /** Puts a button at the end of the header. */
  readonly act: (button: HTMLElement) => void;
  /** The heading and the quiet words at its end. */
  readonly head: (title: string, meta: string, help?: string) => void;
}

export function pane(name: string, title: string): Pane {
  const heading = h("span", { class: "heading" }, title);
  const meta = h("span", { class: "meta" });
  const body = h("div", { class: "body" });
  const toggle = h("button", { type: "button", "aria-expanded": "true" }, icon("chevron-down"), heading, meta);
  toggle.addEventListener("click", () => {
    body.hidden = !body.hidden;
    setAttribute(toggle, "aria-expanded", String(!body.hidden));
  });
  const header = h("div", { class: "head" }, h("h2", {}, toggle));
  return {
    element: h("section", { class: `pane ${name}` }, header, body),
    body,
    act: (button) => header.append(button),
    head: (words, end, help = "") => {
      heading.textContent = words;
      heading.title = help;
      meta.textContent = end;
    },
  };
}
