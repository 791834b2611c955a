import { h, icon, textButton } from "./dom.ts";
import { popover, type Popover } from "./popover.ts";
import { rovingList } from "./rovingList.ts";

/** A line of a menu; what cannot be done now is `disabled`. */
export type MenuItem =
  | {
      readonly label: string;
      readonly title?: string;
      readonly icon?: string;
      /** The key that does the same. */
      readonly key?: string;
      readonly disabled?: boolean;
      readonly act: () => void;
    }
  | { readonly heading: string };

/** A menu that opens on a button: arrow keys move in it, a choice closes it. */
export function actionMenu(button: HTMLButtonElement, name: string, items: () => readonly MenuItem[]): Popover {
  const made = popover(button, name, () => {
    const list = h("div", { class: "action-menu", role: "menu", "aria-label": name });
    for (const item of items()) {
      if ("heading" in item) list.append(h("div", { class: "menu-heading", role: "presentation" }, item.heading));
      else list.append(lineOf(item, () => made.close()));
    }
    const keys = rovingList(list, "button:not(:disabled)");
    keys.refresh();
    return list;
  });
  button.setAttribute("aria-haspopup", "menu");
  return made;
}

function lineOf(item: Exclude<MenuItem, { heading: string }>, close: () => void): HTMLButtonElement {
  const line = textButton("", "menu-item", () => {
    close();
    item.act();
  });
  line.setAttribute("role", "menuitem");
  line.disabled = item.disabled === true;
  line.title = item.title ?? "";
  line.append(icon(item.icon ?? "blank"), h("span", { class: "name" }, item.label));
  if (item.key !== undefined) line.append(h("kbd", {}, item.key));
  return line;
}
