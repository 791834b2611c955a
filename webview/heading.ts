import { panelText } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { h } from "./dom.ts";
import { onChange } from "./memo.ts";
import type { State } from "./state.ts";

/** The document's title and first heading. In VS Code the tab shows the file's name: there it is only spoken. */
export function heading({ host }: Context): Control {
  const element = h("h1", { class: host.hasEditor ? "unseen" : "title" });
  const draw = onChange(
    ({ info }: State) => [info?.file] as const,
    (file) => {
      element.textContent = file ?? panelText.product;
      element.title = file ?? "";
      document.title = panelText.documentTitle(file);
    },
  );
  return { element, update: draw };
}
