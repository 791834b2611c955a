/** Small helpers to build elements. Text only ever becomes a text node: nothing here parses markup. */

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
export type Child = Node | string | false | undefined;

/** An HTML element with attributes and children; `true` sets an empty attribute, `false` and `undefined` none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== false && child !== undefined));
  return element;
}

/** One of VS Code's icons; never the only name of anything, so hidden from screen readers. */
export function icon(name: string, ...classes: readonly string[]): HTMLElement {
  return h("i", { class: ["codicon", `codicon-${name}`, ...classes].join(" "), "aria-hidden": "true" });
}

/** A square button with an icon; `title` may end in its shortcut in brackets, which its name leaves out. */
export function iconButton(name: string, title: string, onClick: () => void): HTMLButtonElement {
  const button = h(
    "button",
    { class: "icon", type: "button", title, "aria-label": title.replace(/ \([^)]*\)$/, "") },
    icon(name),
  );
  button.addEventListener("click", onClick);
  return button;
}

/** A button with words on it. */
export function textButton(label: string, kind: string, onClick: () => void): HTMLButtonElement {
  const button = h("button", { class: kind, type: "button" }, label);
  button.addEventListener("click", onClick);
  return button;
}

/** The element, reachable by keyboard while its content is higher than it is, so that keys can scroll it. */
export function scrollable<E extends HTMLElement>(element: E): E {
  new ResizeObserver(() => {
    if (element.scrollHeight > element.clientHeight) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  }).observe(element);
  return element;
}

/** Sets or removes an attribute. */
export function setAttribute(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
