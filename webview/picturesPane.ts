import { drawingWords } from "../src/strings/drawingWords.ts";
import { formText } from "../src/strings/forms.ts";
import { declared } from "../src/strings/declared.ts";
import type { Context, Control } from "./control.ts";
import { h, iconButton, setAttribute, textButton } from "./dom.ts";
import { onChange } from "./memo.ts";
import { pane } from "./pane.ts";
import { listedPictures, removePicture, type ListedPicture } from "./pictures.ts";
import { rovingList } from "./rovingList.ts";
import type { State } from "./state.ts";

/** The pictures of the file that were finished: a click goes back to one. There is no pane with one alone. */
export function picturesPane({ host, store }: Context): Control {
  const { element, body, head } = pane("pictures listed", formText.pictures);
  const list = h("ul", { "aria-label": formText.pictures });
  body.append(list);
  const keys = rovingList(list, ".name");

  const rows = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>(".name")];
  const draw = onChange(
    (state: State) => [listedPictures(state)] as const,
    (pictures) => {
      const focused = rows().findIndex((row) => row === document.activeElement);
      element.hidden = !host.hasEditor || pictures.length < 2;
      head(formText.pictures, String(pictures.length));
      list.replaceChildren(...pictures.map(row));
      keys.refresh();
      if (focused >= 0) rows()[Math.min(focused, pictures.length - 1)]?.focus();
    },
  );

  function row({ drawing, quality, at, isCurrent }: ListedPicture): HTMLElement {
    const words = drawingWords(drawing, store.value.info?.tasks ?? []);
    const show = textButton("", "name", () => {
      if (!isCurrent) host.draw(drawing);
    });
    const number = quality && formText.numberOf(declared(quality.label), quality.value);
    show.append(h("span", { class: "words" }, words));
    show.title = [formText.showPicture(words), ...(number === undefined ? [] : [number])].join("\n");
    if (quality !== undefined) show.append(h("span", { class: "meta" }, formText.share(quality.value)));
    setAttribute(show, "aria-current", isCurrent ? "true" : undefined);
    const remove = (): void => store.change((state) => removePicture(state, at));
    const made = h(
      "li",
      { class: isCurrent ? "row current" : "row" },
      show,
      iconButton("trash", formText.removePicture(words), remove),
    );
    show.addEventListener("keydown", (event) => {
      if (event.key !== "Delete") return;
      event.preventDefault();
      event.stopPropagation();
      remove();
    });
    return made;
  }

  return { element, update: draw };
}
