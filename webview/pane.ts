import { h, icon, setAttribute } from "./dom.ts";

/** A part of the sheet that folds under its header. */
export interface Pane {
  readonly element: HTMLElement;
  readonly body: HTMLElement;
  /** The heading and the quiet words at its end. */
  readonly head: (title: string, meta: string) => void;
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
  return {
    element: h("section", { class: `pane ${name}` }, h("h2", {}, toggle), body),
    body,
    head: (words, end) => {
      heading.textContent = words;
      meta.textContent = end;
    },
  };
}
