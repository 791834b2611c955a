import { givenText } from "../src/strings/given.ts";
import type { Context, Control } from "./control.ts";
import { h } from "./dom.ts";
import { onChange } from "./memo.ts";
import { pane } from "./pane.ts";
import { currentDataset, type State } from "./state.ts";

/** Of a file of pictures: which of its data sets is drawn, and what the file says of it. */
export function dataSetPane({ host }: Context): Control {
  const { element, body, head } = pane("data-set", givenText.dataSet);
  const select = h("select", { "aria-label": givenText.choose, title: givenText.choose });
  select.addEventListener("change", () => host.chooseDataSet(select.value));
  const name = h("p", { class: "name", dir: "auto" });
  const description = h("p", { class: "help", dir: "auto" });
  body.append(select, name, description);
  const draw = onChange(
    (state: State) => [currentDataset(state)] as const,
    (dataset) => {
      const given = dataset?.given;
      element.hidden = given === undefined;
      if (dataset === undefined || given === undefined) return;
      const { arrays, array } = dataset.reading;
      const isChoice = host.hasEditor && arrays.length > 1;
      head(givenText.dataSet, arrays.length > 1 ? givenText.dataSets(arrays.length) : "");
      select.hidden = !isChoice;
      select.replaceChildren(
        ...arrays.map(({ path, records }) => h("option", { value: path }, givenText.option(path, records))),
      );
      select.value = array ?? "";
      const title = given.title ?? array ?? "";
      name.textContent = title;
      // The chosen entry says the same already.
      name.hidden = title === "" || (isChoice && title === array);
      description.textContent = given.description ?? "";
      description.hidden = description.textContent === "";
    },
  );
  return { element, update: draw };
}
