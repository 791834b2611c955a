import { bookmarkText } from "../src/strings/bookmarks.ts";
import { addBookmark, removeBookmark, renameBookmark, showBookmark } from "./bookmarks.ts";
import type { Context, Control } from "./control.ts";
import { h, iconButton, setAttribute, textButton } from "./dom.ts";
import { onChange } from "./memo.ts";
import { pane } from "./pane.ts";
import { rovingList } from "./rovingList.ts";
import type { State } from "./state.ts";

/** The views that were given names: a click shows one; there is no pane without any. */
export function bookmarksPane({ store }: Context): Control {
  const { element, body, head, act } = pane("bookmarks listed", bookmarkText.title);
  act(iconButton("add", bookmarkText.add, () => store.change(addBookmark)));
  const list = h("ul", { "aria-label": bookmarkText.title });
  body.append(list);
  const keys = rovingList(list, ".name");
  /** The bookmark whose name is being written. */
  let renaming: number | undefined;

  const rows = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>(".name")];
  const draw = onChange(
    ({ view }: State) => [view.bookmarks, view.bookmark] as const,
    (bookmarks, current) => {
      const focused = rows().findIndex((row) => row === document.activeElement);
      element.hidden = bookmarks.length === 0;
      head(bookmarkText.title, bookmarkText.count(bookmarks.length));
      list.replaceChildren(...bookmarks.map(({ name }, at) => row(name, at, at === current)));
      keys.refresh();
      if (focused >= 0) rows()[Math.min(focused, bookmarks.length - 1)]?.focus();
    },
  );

  function row(name: string, at: number, isCurrent: boolean): HTMLElement {
    const show = textButton(name, "name", () => store.change((state) => showBookmark(state, at)));
    show.title = bookmarkText.show(name);
    show.dir = "auto";
    setAttribute(show, "aria-current", isCurrent ? "true" : undefined);
    const made = h(
      "li",
      { class: isCurrent ? "row current" : "row" },
      show,
      iconButton("edit", bookmarkText.rename(name), () => rename(made, name, at)),
      iconButton("trash", bookmarkText.remove(name), () => store.change((state) => removeBookmark(state, at))),
    );
    made.addEventListener("keydown", (event) => {
      if (event.target !== show) return;
      if (event.key === "F2") rename(made, name, at);
      else if (event.key === "Delete") store.change((state) => removeBookmark(state, at));
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    show.addEventListener("dblclick", () => rename(made, name, at));
    return made;
  }

  function rename(made: HTMLElement, name: string, at: number): void {
    const input = h("input", { type: "text", value: name, "aria-label": bookmarkText.newName, dir: "auto" });
    renaming = at;
    const end = (isTaken: boolean): void => {
      if (renaming !== at) return;
      renaming = undefined;
      made.replaceWith(row(name, at, store.value.view.bookmark === at));
      keys.refresh();
      rows()[at]?.focus();
      if (isTaken) store.change((state) => renameBookmark(state, at, input.value));
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter" || event.key === "Escape") end(event.key === "Enter");
    });
    input.addEventListener("blur", () => end(true));
    made.replaceChildren(input);
    input.focus();
    input.select();
  }

  return { element, update: draw };
}
